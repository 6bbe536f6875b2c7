package io.stratalens.jobs.sweep;

import java.util.Locale;

/** At which cells random directions are swept too. */
public enum ControlCells {
  /** At each data set's best layer per site and positions. */
  BEST,
  /** At every cell. */
  ALL;

  /** The name in plans: {@code best} or {@code all}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
