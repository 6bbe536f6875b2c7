package io.stratalens.jobs.warehouse;

import java.util.regex.Pattern;

/** What a failed Spark call has to say to a user. */
public final class SparkMessage {
  private static final int LONGEST = 300;
  // Spark's messages carry an error class in front and an SQL state behind.
  private static final Pattern CODES = Pattern.compile("^\\[[A-Z0-9_.]+] |\\.?\\s+SQLSTATE: \\w+");

  private SparkMessage() {}

  /** The first line of a message without its codes and its full stop. */
  public static String sentence(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).strip();
    String line = message.lines().findFirst().orElse(failure.getClass().getSimpleName());
    String whole = CODES.matcher(line).replaceAll("").strip().replaceFirst("[.;]$", "");
    return whole.length() > LONGEST ? whole.substring(0, LONGEST) + "..." : whole;
  }
}
