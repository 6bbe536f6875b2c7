package io.stratalens.jobs.cli;

import java.nio.file.Path;
import java.util.Optional;

/** A report; without a run, of the latest one. */
record ReportRequest(Optional<RunId> run, Path out) {}
