package io.stratalens.workers.sampling;

import java.util.Objects;

/**
 * The choice of one token of one row.
 *
 * @param sampling the rules
 * @param uniform a number in [0, 1) that decides
 * @param history ids that a repetition penalty is for; empty where there is none
 */
public record Draw(Sampling sampling, float uniform, int[] history) {
  /** Requires a number that leaves a token. */
  public Draw {
    Objects.requireNonNull(sampling, "sampling");
    if (!(uniform >= 0 && uniform < 1)) {
      throw new IllegalArgumentException("a draw is in [0, 1): " + uniform);
    }
    history = history.clone();
  }

  /** The likeliest token. */
  public static Draw greedy() {
    return new Draw(Sampling.greedy(), 0, new int[0]);
  }
}
