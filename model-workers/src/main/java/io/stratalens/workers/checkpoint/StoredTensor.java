package io.stratalens.workers.checkpoint;

import io.stratalens.udfs.error.StratalensException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A tensor as a header describes it. Its type may be one that is not read: such a tensor may lie in
 * a file as long as nobody asks for it.
 */
record StoredTensor(
    String name, String dtype, List<Long> shape, Path file, long begin, long length) {
  // What safetensors itself defines in whole bytes, so that ranges of any of them can be checked.
  private static final Map<String, Integer> WIDTHS =
      Map.ofEntries(
          Map.entry("BOOL", 1),
          Map.entry("U8", 1),
          Map.entry("I8", 1),
          Map.entry("F8_E4M3", 1),
          Map.entry("F8_E5M2", 1),
          Map.entry("F8_E8M0", 1),
          Map.entry("U16", 2),
          Map.entry("I16", 2),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("U32", 4),
          Map.entry("I32", 4),
          Map.entry("F32", 4),
          Map.entry("U64", 8),
          Map.entry("I64", 8),
          Map.entry("F64", 8),
          Map.entry("C64", 8));

  StoredTensor {
    shape = List.copyOf(shape);
    checkLength(name, dtype, shape, file, length);
  }

  long end() {
    return begin + length;
  }

  TensorInfo info() {
    StoredType type =
        StoredType.of(dtype)
            .orElseThrow(
                () ->
                    StratalensException.invalid(
                        "Cannot use tensor %s of %s because its dtype is not one of F32, F16, BF16"
                            + " and I64: %s. Convert the checkpoint to one of them.",
                        name, file, dtype));
    return new TensorInfo(name, type, shape, file, begin, length);
  }

  private static void checkLength(
      String name, String dtype, List<Long> shape, Path file, long length) {
    Integer width = WIDTHS.get(dtype);
    try {
      long expected = width == null ? 1 : width;
      for (long size : shape) {
        expected = Math.multiplyExact(expected, size);
      }
      if (width != null && expected != length) {
        throw Damage.of(
            file,
            "tensor %s has %d bytes where its shape %s of %s needs another number: %d",
            name,
            length,
            shape,
            dtype,
            expected);
      }
    } catch (ArithmeticException e) {
      throw Damage.of(file, "tensor %s has a shape that no file can hold: %s", name, shape);
    }
  }
}
