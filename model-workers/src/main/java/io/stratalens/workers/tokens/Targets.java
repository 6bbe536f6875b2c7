package io.stratalens.workers.tokens;

import io.stratalens.udfs.error.StratalensException;
import java.util.Optional;

/** Named tokens: a text that is one token by itself, or {@code id:123}. */
public final class Targets {
  private static final String ID = "id:";

  private Targets() {}

  /**
   * The id of a target; refused when it is outside the model's vocabulary, or a text where the
   * model has no tokenizer or that is not one token.
   */
  public static int id(String target, int vocabulary, Optional<PromptTokenizer> tokenizer) {
    if (target.startsWith(ID)) {
      return named(target, vocabulary);
    }
    int id =
        tokenizer
            .orElseThrow(
                () ->
                    StratalensException.invalid(
                        "Cannot use the token '%s' because the model has no tokenizer.json. Give"
                            + " its id as id:N.",
                        target))
            .single(target);
    return within(target, id, vocabulary);
  }

  private static int named(String target, int vocabulary) {
    String digits = target.substring(ID.length());
    if (!digits.matches("[0-9]{1,18}")) {
      throw StratalensException.invalid(
          "Cannot use the token '%s' because id: wants a number behind it. Give id:N.", target);
    }
    return within(target, Long.parseLong(digits), vocabulary);
  }

  private static int within(String target, long id, int vocabulary) {
    if (id >= vocabulary) {
      throw StratalensException.invalid(
          "Cannot use the token '%s' because the model has %d tokens: id %d. Choose one of them.",
          target, vocabulary, id);
    }
    return (int) id;
  }
}
