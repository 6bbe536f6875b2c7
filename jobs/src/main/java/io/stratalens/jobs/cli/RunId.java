package io.stratalens.jobs.cli;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/** The name of a run on the command line; the tables say what it may be. */
record RunId(String text) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  RunId {
    io.stratalens.jobs.tables.RunId.checked(text);
  }

  /** An id of its own for a run that the user did not name. */
  static RunId fresh(Instant now) {
    return new RunId(
        "run-" + TIME.format(now) + "-" + UUID.randomUUID().toString().substring(0, 4));
  }
}
