package io.stratalens.workers.generate;

import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.sampling.Sampling;
import java.util.Objects;

/**
 * A prompt to go on from.
 *
 * @param row its number and ids
 * @param sampling how its tokens are chosen
 */
public record GenerationPrompt(TokenRow row, Sampling sampling) {
  /** Requires every part. */
  public GenerationPrompt {
    Objects.requireNonNull(row, "row");
    Objects.requireNonNull(sampling, "sampling");
  }
}
