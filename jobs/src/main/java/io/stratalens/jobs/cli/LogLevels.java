package io.stratalens.jobs.cli;

/** Passes {@code --quiet} on to conf/log4j2.properties, which reads these system properties. */
final class LogLevels {
  private LogLevels() {}

  /** To be called before the first logger is made. */
  static void set(boolean quiet) {
    if (quiet) {
      System.setProperty("stratalens.log.level", "error");
      System.setProperty("stratalens.log.root.level", "error");
    }
  }
}
