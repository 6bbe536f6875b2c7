package io.stratalens.jobs.report;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * The facts of a run that its report shows above the plots.
 *
 * @param runId the run's id
 * @param model the path or name of the checkpoint
 * @param modelHash the start of the checkpoint's hash; null when not recorded
 * @param layers decoder layers of the model, also those without lens rows
 * @param sites the sites that have lens rows, in the order in which a layer computes them
 * @param dtype the dtype of the captured values; null when not recorded
 * @param spec the run's selection in one line; null when not recorded
 * @param lens what was asked of the lens, in one line; null when not recorded
 * @param started when the run began; null when not recorded
 * @param ended when the run ended; null when it did not or when not recorded
 * @param prompts prompts of the run that have lens rows; the report may hold fewer and then says so
 */
public record ReportRun(
    String runId,
    String model,
    String modelHash,
    int layers,
    List<String> sites,
    String dtype,
    String spec,
    String lens,
    Instant started,
    Instant ended,
    long prompts) {
  public ReportRun {
    requireNonNull(runId, "runId is null");
    requireNonNull(model, "model is null");
    sites = List.copyOf(sites);
    if (layers < 1) {
      throw new IllegalArgumentException("layers is less than 1: " + layers);
    }
    if (prompts < 0) {
      throw new IllegalArgumentException("prompts is negative: " + prompts);
    }
  }
}
