package io.stratalens.udfs.steering;

import io.stratalens.udfs.vector.Norms;
import io.stratalens.udfs.vector.VectorType;
import java.io.Serializable;

/** A vector as it came, in the fewest bytes that keep its values. */
sealed interface PackedVector extends Serializable {
  /** How many bytes hold it. */
  long bytes();

  /** Writes the values over those of an array of its width. */
  void unpack(double[] values);

  /** A vector of float32 values in half the bytes. */
  static PackedVector of(double[] values) {
    for (double value : values) {
      if ((float) value != value) {
        return new Wide(values);
      }
    }
    return new Encoded(VectorType.F32.encode(Norms.toFloats(values)), VectorType.F32);
  }

  /** Of encoded bytes. */
  @SuppressWarnings("ArrayRecordComponent") // Plain data, never compared.
  record Encoded(byte[] encoded, VectorType type) implements PackedVector {
    @Override
    public long bytes() {
      return encoded.length;
    }

    @Override
    public void unpack(double[] values) {
      type.decode(encoded, values);
    }
  }

  /** Of float64. */
  @SuppressWarnings("ArrayRecordComponent") // Plain data, never compared.
  record Wide(double[] values) implements PackedVector {
    @Override
    public long bytes() {
      return (long) values.length * Double.BYTES;
    }

    @Override
    public void unpack(double[] target) {
      System.arraycopy(values, 0, target, 0, target.length);
    }
  }
}
