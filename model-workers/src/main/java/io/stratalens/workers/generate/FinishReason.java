package io.stratalens.workers.generate;

import java.util.Locale;

/** Why a generation ended. */
public enum FinishReason {
  /** A token that ends: end-of-sequence, or one that was asked for. */
  STOP,
  /** A text that ends. */
  STOP_STRING,
  /** As many tokens as were asked for. */
  LENGTH;

  /** As tables spell it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
