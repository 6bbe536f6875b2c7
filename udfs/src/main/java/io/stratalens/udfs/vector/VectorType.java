package io.stratalens.udfs.vector;

import io.stratalens.udfs.error.Labels;
import io.stratalens.udfs.error.StratalensException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/** How one value of a stored vector is encoded; always little-endian. */
public enum VectorType {
  F32(4),
  F16(2),
  BF16(2);

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private final int bytes;

  VectorType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one value. */
  public int bytes() {
    return bytes;
  }

  /** The name that tables and the command line use: {@code f32}, {@code f16} or {@code bf16}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type of this name; refused by name when there is none. */
  public static VectorType of(String label) {
    return Labels.find(
        values(), VectorType::label, label, "Cannot use the dtype because it is not");
  }

  /** The values of an encoded vector; exact, since every type here is a subset of float32. */
  public float[] decode(byte[] vector) {
    float[] values = new float[width(vector)];
    ByteBuffer buffer = ByteBuffer.wrap(vector).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (this) {
            case F32 -> buffer.getFloat(i * 4);
            case F16 -> Half.toFloat(buffer.getShort(i * 2));
            case BF16 -> Float.intBitsToFloat(buffer.getShort(i * 2) << 16);
          };
    }
    return values;
  }

  /** How many values an encoded vector has; refused where its bytes end within one. */
  public int width(byte[] vector) {
    if (vector.length % bytes != 0) {
      throw StratalensException.invalid(
          "Cannot decode a vector of %s because its length is not a multiple of %d bytes: %d",
          label(), bytes, vector.length);
    }
    return vector.length / bytes;
  }

  /** The values of an encoded vector in float64; exact. */
  public double[] doubles(byte[] vector) {
    double[] values = new double[width(vector)];
    decode(vector, values);
    return values;
  }

  /** Writes the values of an encoded vector over those of an array of its width; exact. */
  public void decode(byte[] vector, double[] values) {
    // Of a negative zero, too: added to the positive one it would lose its sign.
    Arrays.fill(values, -0.0);
    addTo(values, vector);
  }

  /** Adds an encoded vector's values to sums of its width, without decoding it to an array. */
  void addTo(double[] sums, byte[] vector) {
    // A loop for each type: a switch within one would be taken for every value.
    switch (this) {
      case F32 -> {
        for (int i = 0; i < sums.length; i++) {
          sums[i] += Float.intBitsToFloat((int) INTS.get(vector, i * 4));
        }
      }
      case F16 -> {
        for (int i = 0; i < sums.length; i++) {
          sums[i] += Half.toFloat((short) SHORTS.get(vector, i * 2));
        }
      }
      case BF16 -> {
        for (int i = 0; i < sums.length; i++) {
          sums[i] += Float.intBitsToFloat((short) SHORTS.get(vector, i * 2) << 16);
        }
      }
    }
  }

  /** Encodes values, rounding to nearest even where the type is narrower than float32. */
  public byte[] encode(float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.multiplyExact(values.length, bytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (this) {
        case F32 -> buffer.putFloat(value);
        case F16 -> buffer.putShort(Half.fromFloat(value));
        case BF16 -> buffer.putShort(bfloat16(value));
      }
    }
    return buffer.array();
  }

  /** Encodes values of float64, each rounded once, to nearest even. */
  public byte[] encode(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = this == F32 ? (float) values[i] : roundedToOdd(values[i]);
    }
    return encode(floats);
  }

  /**
   * The float32 that a value is, else the one of the two beside it whose last bit is odd. This is
   * no tie of a narrower type where the value is none, so that rounding it there gives what
   * rounding the value gives.
   */
  private static float roundedToOdd(double value) {
    float nearest = (float) value;
    if (nearest == value || Double.isNaN(value)) {
      return nearest;
    }
    int bits = Float.floatToRawIntBits(nearest);
    // One less is the next float towards zero, of infinity the largest one.
    int truncated = Math.abs((double) nearest) > Math.abs(value) ? bits - 1 : bits;
    return Float.intBitsToFloat(truncated | 1);
  }

  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
  }
}
