package io.stratalens.jobs.prompts;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.selection.PositionSelection;
import java.io.Serializable;
import java.util.List;

/**
 * What a prompt must fit.
 *
 * @param vocabulary token ids are below it
 * @param longest the most tokens that a prompt may have
 * @param longestBecause what sets that limit, such as {@code max_position_embeddings}
 * @param newTokens tokens that are generated from it at most
 * @param positions positions that every prompt must have, being captured
 * @param others positions that some must have, being steered
 */
public record PromptRules(
    int vocabulary,
    int longest,
    String longestBecause,
    int newTokens,
    PositionSelection positions,
    List<RequiredPositions> others)
    implements Serializable {

  /** Refuses positions that no plain prompt has: those of a label or of a generation. */
  public PromptRules {
    others = List.copyOf(others);
    if (positions.needsLabel()) {
      throw StratalensException.invalid(
          "Cannot use the positions '%s' because these prompts have no label: label. Choose other"
              + " positions.",
          positions);
    }
    // The last token is never fed back: one new token has no position of its own.
    if (newTokens < 2 && positions.needsGeneration()) {
      throw StratalensException.invalid(
          "Cannot use the positions '%s' because %s: generated. Choose other positions.",
          positions, newTokens == 0 ? "nothing is generated" : "a single new token is never read");
    }
  }

  /**
   * The rules of a model; a sliding window shorter than a prompt is not supported, so it is a limit
   * as the model's positions are.
   */
  public static PromptRules of(ModelConfig config, PositionSelection positions) {
    return of(config, positions, 0);
  }

  /** The same where so many tokens are generated from every prompt at most. */
  public static PromptRules of(ModelConfig config, PositionSelection positions, int newTokens) {
    boolean windowed = config.context() < config.maxPositions();
    return new PromptRules(
        config.vocabulary(),
        config.context(),
        windowed ? "positions of the sliding window" : "positions",
        newTokens,
        positions,
        List.of());
  }

  /** The same with positions that some prompts must have too. */
  public PromptRules and(List<RequiredPositions> more) {
    return new PromptRules(vocabulary, longest, longestBecause, newTokens, positions, more);
  }

  /** Refuses a prompt that does not fit, by its name. */
  void check(long promptId, String source, int[] ids) {
    if (ids.length == 0) {
      throw PromptRow.refusal(promptId, source, "its text has no tokens");
    }
    if ((long) ids.length + newTokens > longest) {
      throw PromptRow.refusal(
          promptId,
          source,
          "it is longer than the model's %d %s: %d tokens%s",
          longest,
          longestBecause,
          ids.length,
          newTokens == 0 ? "" : " and " + newTokens + " new ones");
    }
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= vocabulary) {
        throw PromptRow.refusal(
            promptId,
            source,
            "its token %d is not in the model's vocabulary of %d: %d",
            i,
            vocabulary,
            ids[i]);
      }
    }
    new RequiredPositions(positions, List.of()).check(promptId, source, ids.length, newTokens);
    others.forEach(other -> other.check(promptId, source, ids.length, newTokens));
  }
}
