package io.stratalens.jobs.cli;

import io.stratalens.udfs.error.StratalensException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The name of a run. It is part of file names and of transaction names, so it holds nothing that
 * either would read as its own.
 */
record RunId(String text) {
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  RunId {
    if (!ALLOWED.matcher(text).matches()) {
      throw StratalensException.invalid(
          "Cannot use the run id because it is not 1 to 100 letters, digits, dots, underscores or"
              + " hyphens that start with a letter or digit: '%s'.",
          text);
    }
  }

  /** An id of its own for a run that the user did not name. */
  static RunId fresh(Instant now) {
    return new RunId(
        "run-" + TIME.format(now) + "-" + UUID.randomUUID().toString().substring(0, 4));
  }
}
