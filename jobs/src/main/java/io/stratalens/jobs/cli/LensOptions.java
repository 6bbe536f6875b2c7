package io.stratalens.jobs.cli;

import io.stratalens.jobs.runs.LensOrder;
import io.stratalens.udfs.error.StratalensException;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of the logit lens. */
final class LensOptions {
  private static final int MOST_TOKENS = 1000;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Most likely tokens to keep of each vector, 1 to 1000 (default: 10).")
  private Integer topK;

  @Option(
      names = "--targets",
      paramLabel = "TOKEN",
      arity = "1..*",
      description =
          "Tokens whose rank and probability are kept: next, the prompt's own next token; or texts"
              + " that are one token each, such as ' yes', or ids as id:N (default: next).")
  private List<String> targets;

  /** Whether any of them was given. */
  boolean given() {
    return topK != null || targets != null;
  }

  LensOrder order() {
    List<String> named = targets == null ? List.of("next") : targets;
    if (named.contains("") || (named.size() > 1 && named.contains("next"))) {
      throw StratalensException.invalid(
          "Cannot use --targets because it mixes 'next' with tokens or holds an empty one: %s."
              + " Give either next or tokens.",
          named);
    }
    return new LensOrder(Inputs.within("--top-k", topK == null ? 10 : topK, 1, MOST_TOKENS), named);
  }
}
