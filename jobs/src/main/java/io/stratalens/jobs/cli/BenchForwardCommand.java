package io.stratalens.jobs.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stratalens bench forward}. */
@Command(
    name = "forward",
    description = {
      "Measure the forward pass in one run after warm-up, the start of Spark apart: the bare engine,",
      "the Spark job with captured batches dropped, capture into Delta and plain Parquet writing."
    })
final class BenchForwardCommand extends JobCommand<BenchForwardRequest> {
  @Mixin private ModelOption model;

  @Mixin private PromptOptions prompts;

  @Mixin private BatchOption batch;

  @Mixin private SelectionOptions selection;

  @Mixin private SecondsOption duration;

  BenchForwardCommand(Shell shell) {
    super(shell);
  }

  @Override
  BenchForwardRequest request(Path warehouse) {
    return new BenchForwardRequest(
        model.in(models()),
        prompts.request(warehouse),
        selection.request(),
        batch.tokens(),
        duration.seconds());
  }

  @Override
  int run(BenchForwardRequest request, Jobs jobs, JobContext context) {
    jobs.benchForward(request, context);
    return 0;
  }
}
