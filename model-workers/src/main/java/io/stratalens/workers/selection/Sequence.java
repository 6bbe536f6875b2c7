package io.stratalens.workers.selection;

import io.stratalens.udfs.error.StratalensException;
import java.util.Locale;
import java.util.OptionalInt;

/** What positions are resolved against; {@code spec} and {@code promptName} word a refusal. */
record Sequence(
    String spec,
    String promptName,
    int promptTokens,
    OptionalInt labelPosition,
    int generatedTokens) {
  Sequence {
    if (promptTokens < 1) {
      throw StratalensException.invalid(
          "Cannot use %s because it has no tokens. Give it some text.", promptName);
    }
  }

  /** Tokens that pass through the model: those of the prompt and all sampled ones but the last. */
  int fedTokens() {
    return Math.addExact(promptTokens, Math.max(0, generatedTokens - 1));
  }

  StratalensException lacks(String what, Object... values) {
    return StratalensException.invalid(
        "Cannot use the positions '%s' on %s because it has %d tokens and not %s. Leave the prompt"
            + " out or choose positions that it has.",
        spec, promptName, promptTokens, String.format(Locale.ROOT, what, values));
  }
}
