package io.stratalens.udfs.vector;

import io.stratalens.udfs.error.StratalensException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How one value of a stored vector is encoded; always little-endian. */
public enum VectorType {
  F32(4),
  F16(2),
  BF16(2);

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
    return Arrays.stream(values())
        .filter(type -> type.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                StratalensException.invalid(
                    "Cannot use the dtype because it is not one of %s: %s",
                    Arrays.stream(values())
                        .map(VectorType::label)
                        .collect(Collectors.joining(", ")),
                    label));
  }

  /** The values of an encoded vector; exact, since every type here is a subset of float32. */
  public float[] decode(byte[] vector) {
    if (vector.length % bytes != 0) {
      throw StratalensException.invalid(
          "Cannot decode a vector of %s because its length is not a multiple of %d bytes: %d",
          label(), bytes, vector.length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(vector).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[vector.length / bytes];
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

  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
  }
}
