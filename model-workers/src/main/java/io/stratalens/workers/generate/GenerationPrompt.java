package io.stratalens.workers.generate;

import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.sampling.Sampling;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A prompt to go on from.
 *
 * @param row its number and ids
 * @param labelPosition where its label is, if it has one
 * @param sampling how its tokens are chosen
 */
public record GenerationPrompt(TokenRow row, OptionalInt labelPosition, Sampling sampling) {
  /** Requires every part. */
  public GenerationPrompt {
    Objects.requireNonNull(row, "row");
    Objects.requireNonNull(labelPosition, "labelPosition");
    Objects.requireNonNull(sampling, "sampling");
  }
}
