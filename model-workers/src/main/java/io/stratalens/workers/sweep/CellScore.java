package io.stratalens.workers.sweep;

import java.util.Optional;

/**
 * What one sample's last position says of its labels under one cell and multiplier.
 *
 * @param sample the sample's {@link SweepSample#index}
 * @param cell the cell's place in the list that was scored
 * @param multiplier the multiplier
 * @param matchingLogit the logit of the matching label
 * @param otherLogit the logit of the other label
 * @param labelIsTop at multiplier 0 whether the most likely next token is one of the two labels;
 *     empty elsewhere
 */
public record CellScore(
    int sample,
    int cell,
    float multiplier,
    float matchingLogit,
    float otherLogit,
    Optional<Boolean> labelIsTop) {
  /** How far the matching label is ahead: the difference of the logits. */
  public float propensity() {
    return matchingLogit - otherLogit;
  }
}
