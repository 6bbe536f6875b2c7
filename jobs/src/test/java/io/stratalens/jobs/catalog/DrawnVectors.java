package io.stratalens.jobs.catalog;

import io.stratalens.udfs.vector.VectorType;
import java.util.Arrays;
import java.util.Random;

/** What the values of a group's vectors are like, drawn bit by bit. */
enum DrawnVectors {
  /** About 1, as the dtype rounds it. */
  USUAL {
    @Override
    void draw(byte[] value, VectorType type, Random random) {
      byte[] drawn = type.encode(new float[] {(float) random.nextGaussian()});
      System.arraycopy(drawn, 0, value, 0, value.length);
    }
  },
  /** Any bits without an exponent: values next to zero, and zeros of both signs. */
  DENORMAL {
    @Override
    void draw(byte[] value, VectorType type, Random random) {
      random.nextBytes(value);
      int last = value.length - 1;
      if (random.nextInt(10) == 0) {
        Arrays.fill(value, 0, last, (byte) 0);
        value[last] &= (byte) 0x80;
      } else if (type == VectorType.F16) {
        value[last] &= (byte) 0x83;
      } else {
        value[last] &= (byte) 0x80;
        value[last - 1] &= (byte) 0x7F;
      }
    }
  },
  /** Any bits that are a number. */
  FINITE {
    @Override
    void draw(byte[] value, VectorType type, Random random) {
      do {
        random.nextBytes(value);
      } while (!Double.isFinite(PlainVectors.decoded(value, type)[0]));
    }
  },
  /** Numbers, among them whatever bits: NaN with any payload, infinities. */
  ANY {
    @Override
    void draw(byte[] value, VectorType type, Random random) {
      switch (random.nextInt(40)) {
        case 0 -> random.nextBytes(value);
        case 1 -> {
          float odd = random.nextBoolean() ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
          System.arraycopy(type.encode(new float[] {odd}), 0, value, 0, value.length);
        }
        default -> FINITE.draw(value, type, random);
      }
    }
  };

  /** Draws the bytes of a value. */
  abstract void draw(byte[] value, VectorType type, Random random);

  byte[] vector(int width, VectorType type, Random random) {
    byte[] vector = new byte[width * type.bytes()];
    byte[] value = new byte[type.bytes()];
    for (int i = 0; i < width; i++) {
      draw(value, type, random);
      System.arraycopy(value, 0, vector, i * value.length, value.length);
    }
    return vector;
  }
}
