package io.stratalens.jobs.delta;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what has done its part, where a failure to close must not hide the real error. */
final class Closing {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private Closing() {}

  static void quietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      LOG.warn("Could not close {}", resource.getClass().getName(), e);
    }
  }
}
