package io.stratalens.jobs.cli;

import io.stratalens.jobs.runs.LensOrder;
import io.stratalens.jobs.tables.RunId;

/** The lens of a stored run. */
record LensRequest(String runId, LensOrder order) {
  LensRequest {
    RunId.checked(runId);
  }
}
