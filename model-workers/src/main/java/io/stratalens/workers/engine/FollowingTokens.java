package io.stratalens.workers.engine;

import java.util.function.Supplier;

/** The tokens that follow a step, read from the device once. For one thread at a time. */
final class FollowingTokens {
  private final Supplier<int[]> reading;
  private int[] tokens;

  FollowingTokens(Supplier<int[]> reading) {
    this.reading = reading;
  }

  static FollowingTokens of(int[] known) {
    int[] copy = known.clone();
    return new FollowingTokens(() -> copy);
  }

  int[] read() {
    if (tokens == null) {
      tokens = reading.get();
    }
    return tokens.clone();
  }
}
