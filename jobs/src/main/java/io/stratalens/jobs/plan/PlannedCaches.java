package io.stratalens.jobs.plan;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.model.ModelConfig;
import java.util.OptionalInt;

/**
 * The rows that are in progress together while a run generates.
 *
 * @param rows how many of each microbatch
 * @param microbatches how many are in progress; empty for one of each stage
 * @param newTokens tokens generated from each at most; empty where only the context is known
 * @param context tokens of the longest sequence; empty for the longest prompt with its new tokens,
 *     or for all that the model takes where there are no prompts
 */
public record PlannedCaches(
    int rows, OptionalInt microbatches, OptionalInt newTokens, OptionalInt context) {
  /**
   * Positions that a row's cache holds.
   *
   * @param longest tokens of the longest prompt; 0 where there are none
   * @throws StratalensException when the model takes fewer
   */
  int positions(ModelConfig config, int longest) {
    int most = config.context();
    long wanted = longest == 0 ? most : (long) longest + newTokens.orElse(0);
    long tokens = context.isPresent() ? context.getAsInt() : wanted;
    if (tokens > most) {
      throw StratalensException.invalid(
          "Cannot hold a sequence because it is longer than the model's context of %d: %d tokens."
              + " Shorten the prompt or ask for fewer new tokens.",
          most, tokens);
    }
    // The last token is never read.
    return Microbatch.padded(Math.max(1, (int) tokens - 1));
  }
}
