package io.stratalens.workers.checkpoint;

import io.stratalens.udfs.vector.VectorType;
import java.util.Arrays;
import java.util.Optional;

/** The types of stored values that can be read, by their safetensors names; little-endian. */
public enum StoredType {
  F32(4),
  F16(2),
  BF16(2),
  I64(8);

  private final int bytes;

  StoredType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one value. */
  public int bytes() {
    return bytes;
  }

  /** Whether the values are floating-point numbers, as weights are. */
  public boolean floating() {
    return this != I64;
  }

  /** The type of vectors that are stored with such values; only of floating-point numbers. */
  public VectorType vectorType() {
    return VectorType.valueOf(name());
  }

  /** The type of this safetensors name, such as {@code BF16}; empty when it cannot be read. */
  public static Optional<StoredType> of(String dtype) {
    return Arrays.stream(values()).filter(type -> type.name().equals(dtype)).findFirst();
  }
}
