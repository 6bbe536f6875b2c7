package io.stratalens.workers.labels;

import io.stratalens.udfs.error.Labels;
import java.util.Locale;

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
    return Labels.find(
        values(), BadRows::label, label, "Cannot use the choice for bad rows because it is not");
  }
}
