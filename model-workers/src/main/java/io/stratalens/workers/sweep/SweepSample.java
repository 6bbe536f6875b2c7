package io.stratalens.workers.sweep;

/**
 * A prompt and the two tokens between which it chooses.
 *
 * @param index the row's place in its data set, which its scores carry
 * @param ids the prompt's token ids, at least one
 * @param matching the id of the label that matches the behaviour
 * @param other the id of the other label
 */
@SuppressWarnings("ArrayRecordComponent") // Plain data, never compared.
public record SweepSample(int index, int[] ids, int matching, int other) {
  /** Requires a token, and two labels. */
  public SweepSample {
    if (ids.length == 0 || matching == other) {
      throw new IllegalArgumentException(
          "a sample has tokens and two labels: %d tokens, labels %d and %d"
              .formatted(ids.length, matching, other));
    }
  }
}
