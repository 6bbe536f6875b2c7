package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a step's kept vectors and their norms are in a stack on the host. For one thread. */
final class CopiedVectors {
  private final NDArray stack;
  private final NDArray behind;
  private boolean whole;

  /**
   * @param behind computed on the device after the copy was queued; [1] or more
   */
  CopiedVectors(NDArray stack, NDArray behind) {
    this.stack = stack;
    this.behind = behind;
  }

  /** Bytes first..end of the vectors, little-endian. */
  ByteBuffer bytes(int first, int end) {
    return whole().position(first).limit(end).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The norms, which begin where the vectors end. */
  float[] norms(int end, int count) {
    float[] norms = new float[count];
    whole().position(end).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(norms);
    return norms;
  }

  private ByteBuffer whole() {
    if (!whole) {
      behind.toByteBuffer();
      whole = true;
    }
    return stack.toByteBuffer(true);
  }
}
