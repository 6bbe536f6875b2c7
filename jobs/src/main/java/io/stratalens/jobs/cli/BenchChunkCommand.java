package io.stratalens.jobs.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stratalens bench chunk}. */
@Command(
    name = "chunk",
    description = {
      "Measure what a chunk of prompts costs beyond its forward passes: its Spark job, its files and",
      "its commits. With --conf spark.master=ADDRESS --stages N, on a cluster."
    })
final class BenchChunkCommand extends JobCommand<BenchChunkRequest> {
  @Mixin private ModelOption model;

  @Mixin private StageOptions stages;

  BenchChunkCommand(Shell shell) {
    super(shell);
  }

  @Override
  BenchChunkRequest request(Path warehouse) {
    return new BenchChunkRequest(model.in(models()), stages.order());
  }

  @Override
  int run(BenchChunkRequest request, Jobs jobs, JobContext context) {
    jobs.benchChunk(request, context);
    return 0;
  }
}
