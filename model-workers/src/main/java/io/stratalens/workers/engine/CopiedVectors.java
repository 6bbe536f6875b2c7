package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a step's kept vectors and their norms are in a stack on the host. For one thread. */
final class CopiedVectors {
  private final NDArray stack;
  private final Runnable arrival;

  /**
   * @param arrival returns once the copy is whole, and at once from then on
   */
  CopiedVectors(NDArray stack, Runnable arrival) {
    this.stack = stack;
    this.arrival = arrival;
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
    arrival.run();
    return stack.toByteBuffer(true);
  }
}
