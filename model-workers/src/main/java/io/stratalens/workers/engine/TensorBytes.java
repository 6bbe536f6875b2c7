package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The raw values of tensors, whose types Java may not be able to name. */
final class TensorBytes {
  private final LoadedProgram program;

  TensorBytes(LoadedProgram program) {
    this.program = program;
  }

  /**
   * A tensor's values, little-endian, in direct memory. Of float32 on a CPU this is the tensor's
   * own memory; anything else is copied, and lives as long as {@code scope}.
   */
  ByteBuffer of(NDArray tensor, NDManager scope) {
    NDArray raw = tensor;
    if (tensor.getDevice().isGpu() || tensor.getDataType() != DataType.FLOAT32) {
      try (CallValues arguments = new CallValues().tensor(tensor)) {
        raw = program.tensor("bytes", arguments, scope);
      }
    }
    return raw.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
  }
}
