package io.stratalens.workers.checkpoint;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a tensor of a checkpoint lies and what it is made of.
 *
 * @param name its name in the checkpoint
 * @param type the type of its values
 * @param shape its dimensions, outermost first; none for a scalar
 * @param file the file that holds it
 * @param begin its first byte, counted from the beginning of the file
 * @param length its bytes
 */
public record TensorInfo(
    String name, StoredType type, List<Long> shape, Path file, long begin, long length) {
  /** Keeps a copy of the shape. */
  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** The size of the outermost dimension; a scalar is one row. */
  public long rows() {
    return shape.isEmpty() ? 1 : shape.get(0);
  }

  /** Bytes of one row; 0 where there is none. */
  public long rowBytes() {
    return rows() == 0 ? 0 : length / rows();
  }
}
