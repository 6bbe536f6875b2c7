package io.stratalens.jobs.delta;

import io.stratalens.udfs.error.StratalensException;

/** How often and how patiently a commit that met another writer is tried again. */
public final class Retries {
  /** Attempts in all. */
  public static final int ATTEMPTS = 10;

  private static final long PAUSE_MILLIS = 50;

  private Retries() {}

  /** Waits after a failed attempt, counted from 1; longer after each. */
  public static void pause(int attempt) {
    try {
      Thread.sleep(PAUSE_MILLIS * attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StratalensException.failed(e, "Cannot commit because the thread was interrupted");
    }
  }
}
