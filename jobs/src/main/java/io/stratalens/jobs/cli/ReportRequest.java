package io.stratalens.jobs.cli;

import io.stratalens.jobs.tables.RunId;
import java.nio.file.Path;
import java.util.Optional;

/** A report; without a run, of the latest one. */
record ReportRequest(Optional<String> runId, Path out) {
  ReportRequest {
    runId.ifPresent(RunId::checked);
  }
}
