package io.stratalens.workers.engine;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.checkpoint.StoredType;

/**
 * libtorch's numbers of its types. They cross into the program as integers because DJL ends the
 * process when Java names bfloat16.
 */
final class TypeCodes {
  static final int INT64 = 4;
  static final int F16 = 5;
  static final int F32 = 6;
  static final int BF16 = 15;

  private TypeCodes() {}

  static int of(StoredType type) {
    return switch (type) {
      case F32 -> F32;
      case F16 -> F16;
      case BF16 -> BF16;
      case I64 -> INT64;
    };
  }

  static int of(VectorType type) {
    return switch (type) {
      case F32 -> F32;
      case F16 -> F16;
      case BF16 -> BF16;
    };
  }
}
