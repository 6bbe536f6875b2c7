package io.stratalens.jobs.cli;

import io.stratalens.jobs.tables.RunId;
import java.nio.file.Path;
import java.util.Optional;

/** A report; without a run, of the latest one with a lens. Pictures are those of a sweep. */
record ReportRequest(Optional<String> runId, Path out, Optional<Path> pictures) {
  ReportRequest {
    runId.ifPresent(RunId::checked);
  }
}
