package io.stratalens.jobs.warehouse;

import java.util.Locale;

/** How a run stands; a run that was killed still says running. */
public enum RunStatus {
  RUNNING,
  DONE,
  FAILED;

  /** The word in the table {@code runs}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RunStatus of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
