package io.stratalens.workers.labels;

import io.stratalens.udfs.error.StratalensException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What to do about a row that is no prompt with two labels of one token. */
public enum BadRows {
  /** End with the first one, by its name. */
  REFUSE,
  /** Go on without them and count them. */
  SKIP;

  /** The name on the command line: {@code refuse} or {@code skip}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The choice of this name; refused by name when there is none. */
  public static BadRows of(String label) {
    return Arrays.stream(values())
        .filter(choice -> choice.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                StratalensException.invalid(
                    "Cannot use the choice for bad rows because it is not one of %s: %s. Choose"
                        + " one.",
                    Arrays.stream(values()).map(BadRows::label).collect(Collectors.joining(", ")),
                    label));
  }
}
