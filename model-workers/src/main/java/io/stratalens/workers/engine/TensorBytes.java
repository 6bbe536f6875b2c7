package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The raw values of tensors, whose types Java may not be able to name. */
final class TensorBytes {
  private final LoadedProgram program;
  private final NDManager scope;

  /** Whatever has to be copied lives as long as {@code scope}. */
  TensorBytes(LoadedProgram program, NDManager scope) {
    this.program = program;
    this.scope = scope;
  }

  /**
   * A tensor's values, little-endian, in direct memory. Of float32 on a CPU this is the tensor's
   * own memory; it is valid as long as tensor and scope are.
   */
  ByteBuffer of(NDArray tensor) {
    if (tensor.getDevice().isGpu() || tensor.getDataType() != DataType.FLOAT32) {
      try (Arguments arguments = new Arguments().tensor(tensor)) {
        NDArray raw = program.tensor("bytes", arguments, scope);
        return raw.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
      }
    }
    return tensor.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
  }
}
