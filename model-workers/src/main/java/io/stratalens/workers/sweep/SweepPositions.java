package io.stratalens.workers.sweep;

import io.stratalens.udfs.error.Labels;
import java.util.Locale;

/** Where in a prompt a sweep injects. */
public enum SweepPositions {
  /** At the prompt's last token. */
  LAST,
  /** At every token of the prompt. */
  ALL;

  /** The name in tables and plans, such as {@code last}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The positions of this name; refused by name when there are none. */
  public static SweepPositions of(String label) {
    return Labels.find(
        values(),
        SweepPositions::label,
        label,
        "Cannot sweep at the positions because they are not");
  }
}
