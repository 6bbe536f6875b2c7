package io.stratalens.jobs.tables;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/** What a run may be called: its id stands in folder names and in transaction ids. */
public final class RunId {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private RunId() {}

  /** An id of its own for a run that nobody named. */
  public static String fresh(Instant now) {
    return checked("run-" + TIME.format(now) + "-" + UUID.randomUUID().toString().substring(0, 4));
  }

  /** The id itself; refused when it is of another form, such as one that leaves the warehouse. */
  public static String checked(String runId) {
    return NameForm.checked("the run id", runId, "--run-id");
  }
}
