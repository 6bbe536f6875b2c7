package io.stratalens.workers.engine;

import java.nio.ByteBuffer;

/**
 * What a decoding step left; closed by whoever asked for it. A GPU may still be at it until its
 * tokens are read.
 */
public final class StepResult implements AutoCloseable {
  private final ForwardResult pass;
  private final FollowingTokens tokens;

  StepResult(ForwardResult pass, FollowingTokens tokens) {
    this.pass = pass;
    this.tokens = tokens;
  }

  /**
   * What a pass over prompts left.
   *
   * @param tokens for each row the token that follows; empty where the stage has no head
   */
  public static StepResult of(ForwardResult pass, int[] tokens) {
    return new StepResult(pass, FollowingTokens.of(tokens));
  }

  /** The hidden states, [rows x tokens x width], and what was kept of them. */
  public ForwardResult pass() {
    return pass;
  }

  /**
   * For each row the token that follows; empty where the stage has no head. Waits for the device.
   */
  public int[] tokens() {
    return tokens.read();
  }

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
