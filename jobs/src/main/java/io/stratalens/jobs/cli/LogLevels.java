package io.stratalens.jobs.cli;

import io.stratalens.udfs.settings.Settings;

/** Passes {@code --quiet} on to conf/log4j2.properties, which reads these system properties. */
final class LogLevels {
  private LogLevels() {}

  /** To be called before the first logger is made. */
  static void set(boolean quiet) {
    if (quiet) {
      System.setProperty(Settings.LOG_LEVEL.key(), "error");
      System.setProperty(Settings.ROOT_LOG_LEVEL.key(), "error");
    }
  }
}
