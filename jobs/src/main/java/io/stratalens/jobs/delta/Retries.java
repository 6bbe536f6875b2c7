package io.stratalens.jobs.delta;

import io.stratalens.udfs.error.StratalensException;
import java.util.concurrent.ThreadLocalRandom;

/** How often and how patiently a commit that met another writer is tried again. */
public final class Retries {
  /** Attempts in all. */
  public static final int ATTEMPTS = 10;

  private static final long PAUSE_MILLIS = 50;

  private Retries() {}

  /** Waits after a failed attempt, counted from 1; longer after each. */
  public static void pause(int attempt) {
    try {
      // Not in step with the other writer, who pauses too.
      Thread.sleep(ThreadLocalRandom.current().nextLong(1, 2 * PAUSE_MILLIS * attempt));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StratalensException.failed(e, "Cannot commit because the thread was interrupted");
    }
  }
}
