package io.stratalens.workers.labels;

import io.stratalens.udfs.error.Labels;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of an answer is the label that follows the prompt. */
public enum LabelForm {
  /** The answer as given, such as {@code " Yes"} with its leading space. */
  TEXT {
    @Override
    Optional<String> read(String answer) {
      return answer.isEmpty() ? Optional.empty() : Optional.of(answer);
    }
  },
  /** The letter inside the parentheses: A of {@code " (A)"}. */
  LETTER {
    @Override
    Optional<String> read(String answer) {
      Matcher matcher = IN_PARENTHESES.matcher(answer);
      return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
  };

  private static final Pattern IN_PARENTHESES = Pattern.compile("\\s*\\(([\\p{L}\\p{Nd}])\\)\\s*");

  /** The label of an answer; empty when it has none in this form. */
  abstract Optional<String> read(String answer);

  /** The name in plans and on the command line: {@code text} or {@code letter}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The form of this name; refused by name when there is none. */
  public static LabelForm of(String label) {
    return Labels.find(
        values(), LabelForm::label, label, "Cannot use the label form because it is not");
  }
}
