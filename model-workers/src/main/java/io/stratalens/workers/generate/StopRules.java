package io.stratalens.workers.generate;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.model.ModelConfig;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What ends a generation before its length does.
 *
 * @param ids tokens that end it; they are kept among the ids and are no part of the text
 * @param strings texts that end it, wherever token borders fall; the text is cut before them
 */
public record StopRules(Set<Integer> ids, List<String> strings) implements Serializable {
  /** Refuses an empty text, which would end everything. */
  public StopRules {
    ids = Set.copyOf(ids);
    strings = List.copyOf(strings);
    if (strings.contains("")) {
      throw StratalensException.invalid(
          "Cannot stop at an empty text because every text has one: ''. Leave it out.");
    }
  }

  /** Nothing ends it but its length. */
  public static StopRules none() {
    return new StopRules(Set.of(), List.of());
  }

  /** These tokens and texts; refused where the model lacks an id. */
  public static StopRules of(ModelConfig config, Collection<Integer> ids, List<String> strings) {
    for (int id : ids) {
      if (id < 0 || id >= config.vocabulary()) {
        throw StratalensException.invalid(
            "Cannot stop at a token because the model has ids 0 to %d only: %d. Name one of these.",
            config.vocabulary() - 1, id);
      }
    }
    return new StopRules(Set.copyOf(ids), strings);
  }

  /** Refuses texts where there is no tokenizer to make one. */
  public void check(boolean tokenizer) {
    if (!tokenizer && !strings.isEmpty()) {
      throw StratalensException.invalid(
          "Cannot stop at a text because the model has no tokenizer to make one: '%s'. Stop at"
              + " token ids, or fetch tokenizer.json.",
          strings.get(0));
    }
  }
}
