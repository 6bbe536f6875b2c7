package io.stratalens.jobs.prompts;

import io.stratalens.workers.selection.PositionSelection;
import java.io.Serializable;
import java.util.List;
import java.util.OptionalInt;

/**
 * Positions that prompts must have.
 *
 * @param prompts the prompts that must; empty for all
 */
public record RequiredPositions(PositionSelection positions, List<Long> prompts)
    implements Serializable {
  /** Copies the prompts. */
  public RequiredPositions {
    prompts = List.copyOf(prompts);
  }

  /** Refuses a prompt without one of them, by its name. */
  void check(long promptId, String source, int tokens, int newTokens) {
    if (prompts.isEmpty() || prompts.contains(promptId)) {
      positions.resolve(PromptRow.name(promptId, source), tokens, OptionalInt.empty(), newTokens);
    }
  }
}
