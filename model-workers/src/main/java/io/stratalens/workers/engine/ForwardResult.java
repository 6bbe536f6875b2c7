package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;

/** The hidden state after a stage's last layer, and what was kept on the way; closed together. */
public final class ForwardResult implements AutoCloseable {
  private final NDArray hidden;
  private final KeptVectors kept;

  ForwardResult(NDArray hidden, KeptVectors kept) {
    this.hidden = hidden;
    this.kept = kept;
  }

  /** What the request asked to keep. */
  public KeptVectors kept() {
    return kept;
  }

  NDArray hidden() {
    return hidden;
  }

  @Override
  public void close() {
    kept.close();
  }
}
