package io.stratalens.jobs.runs;

import io.stratalens.workers.lens.LensSpec;
import io.stratalens.workers.tokens.PromptTokenizer;
import io.stratalens.workers.tokens.Targets;
import java.util.List;
import java.util.Optional;

/**
 * What a user asks of the lens.
 *
 * @param topK how many of the most likely tokens
 * @param targets {@code next} alone, or tokens
 */
public record LensOrder(int topK, List<String> targets) {
  private static final String NEXT = "next";

  /** Copies the targets. */
  public LensOrder {
    targets = List.copyOf(targets);
  }

  /** The same with token ids; a target that is not one token of the model is refused. */
  public LensSpec resolve(ModelFacts model) {
    LensSpec spec = new LensSpec(topK, targets.equals(List.of(NEXT)) ? List.of() : ids(model));
    spec.check(model.config().vocabulary());
    return spec;
  }

  private List<Integer> ids(ModelFacts model) {
    Optional<PromptTokenizer> tokenizer = model.tokenizer();
    try {
      return targets.stream()
          .map(target -> Targets.id(target, model.config().vocabulary(), tokenizer))
          .distinct()
          .toList();
    } finally {
      tokenizer.ifPresent(PromptTokenizer::close);
    }
  }
}
