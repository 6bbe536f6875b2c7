package io.stratalens.workers.sweep;

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
}
