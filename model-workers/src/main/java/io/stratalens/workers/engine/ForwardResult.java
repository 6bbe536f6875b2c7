package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;

/** The hidden state after a stage's last layer, and what was kept on the way; closed together. */
public final class ForwardResult implements AutoCloseable {
  private final NDArray hidden;
  private final KeptVectors kept;
  private final TensorBytes bytes;
  private final NDManager scope;
  private final long steered;

  ForwardResult(
      NDArray hidden, KeptVectors kept, TensorBytes bytes, NDManager scope, long steered) {
    this.hidden = hidden;
    this.kept = kept;
    this.bytes = bytes;
    this.scope = scope;
    this.steered = steered;
  }

  /**
   * The hidden state for the stage that follows: [rows x padded tokens x width] values of the
   * engine's compute type, little-endian, in direct memory; valid until closed.
   */
  public ByteBuffer hiddenBytes() {
    return bytes.of(hidden, scope);
  }

  /** What the request asked to keep. */
  public KeptVectors kept() {
    return kept;
  }

  /**
   * How many vectors of prompts interventions, or branches that began there, changed in this
   * stage's layers, as the program was told.
   */
  public long steered() {
    return steered;
  }

  NDArray hidden() {
    return hidden;
  }

  @Override
  public void close() {
    kept.close();
  }
}
