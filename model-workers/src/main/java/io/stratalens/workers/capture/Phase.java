package io.stratalens.workers.capture;

import java.util.Locale;

/** When a position was read: with its prompt, or as a token that was generated. */
public enum Phase {
  PROMPT,
  GENERATED;

  /** As tables spell it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
