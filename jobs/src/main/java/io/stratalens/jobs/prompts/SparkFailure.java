package io.stratalens.jobs.prompts;

import io.stratalens.udfs.error.StratalensException;
import java.util.regex.Pattern;

/** What a failed Spark call has to say to a user. */
final class SparkFailure {
  private static final int LONGEST = 300;
  // Spark's messages carry an error class in front and an SQL state behind.
  private static final Pattern CODES = Pattern.compile("^\\[[A-Z0-9_.]+] |\\s+SQLSTATE: \\w+");

  private SparkFailure() {}

  /** The first line of a message without its codes and its full stop. */
  static String sentence(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).strip();
    String line = message.lines().findFirst().orElse(failure.getClass().getSimpleName());
    String whole = CODES.matcher(line).replaceAll("").strip().replaceFirst("\\.$", "");
    return whole.length() > LONGEST ? whole.substring(0, LONGEST) + "..." : whole;
  }

  /** The error of our own that a task ended with, else a failure of the work. */
  static StratalensException of(String what, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StratalensException known) {
        return known;
      }
    }
    return StratalensException.failed(
        failure, "Cannot read prompts from %s because Spark failed: %s", what, sentence(failure));
  }
}
