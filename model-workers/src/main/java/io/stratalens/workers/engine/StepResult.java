package io.stratalens.workers.engine;

import java.nio.ByteBuffer;

/**
 * What a decoding step left; closed by whoever asked for it.
 *
 * @param pass the hidden states, [rows x 1 x width], and what was kept of them
 * @param tokens for each row the token that follows; empty where the stage has no head
 */
public record StepResult(ForwardResult pass, int[] tokens) implements AutoCloseable {
  /** The hidden states for the stage that follows: [rows x width] values; valid until closed. */
  public ByteBuffer hiddenBytes() {
    return pass.hiddenBytes();
  }

  /** What the request asked to keep. */
  public KeptVectors kept() {
    return pass.kept();
  }

  @Override
  public void close() {
    pass.close();
  }
}
