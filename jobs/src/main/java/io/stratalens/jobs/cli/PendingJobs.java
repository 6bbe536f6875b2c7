package io.stratalens.jobs.cli;

import io.stratalens.udfs.error.StratalensException;

/** TODO(lead): wire each command to its job; until then it says that it is not built. */
final class PendingJobs implements Jobs {
  @Override
  public void capture(CaptureRequest request, JobContext context) {
    throw pending("capture"); // TODO(lead): wire the capture job
  }

  @Override
  public void lens(LensRequest request, JobContext context) {
    throw pending("lens"); // TODO(lead): wire the lens job
  }

  @Override
  public void report(ReportRequest request, JobContext context) {
    throw pending("report"); // TODO(lead): wire the report job
  }

  @Override
  public void sql(SqlRequest request, JobContext context) {
    throw pending("sql"); // TODO(lead): wire the sql job
  }

  @Override
  public boolean parity(ParityRequest request, JobContext context) {
    throw pending("parity"); // TODO(lead): wire the parity job
  }

  @Override
  public void plan(PlanRequest request, JobContext context) {
    throw pending("plan"); // TODO(lead): wire the plan job
  }

  @Override
  public void benchForward(BenchForwardRequest request, JobContext context) {
    throw pending("bench forward"); // TODO(lead): wire the benchmark
  }

  private static StratalensException pending(String command) {
    return StratalensException.failed(
        null, "Cannot run %s because it is not built into this version yet.", command);
  }
}
