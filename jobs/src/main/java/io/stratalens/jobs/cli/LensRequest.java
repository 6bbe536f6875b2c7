package io.stratalens.jobs.cli;

import io.stratalens.jobs.tables.RunId;

/** The lens of a stored run. */
record LensRequest(String runId, LensSettings settings) {
  LensRequest {
    RunId.checked(runId);
  }
}
