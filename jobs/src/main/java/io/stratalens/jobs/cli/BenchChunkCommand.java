package io.stratalens.jobs.cli;

import io.stratalens.jobs.capture.StageOrder;
import java.nio.file.Path;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stratalens bench chunk}. */
@Command(
    name = "chunk",
    description = {
      "Measure what a chunk of prompts costs beyond its forward passes: its Spark job, its files and",
      "its commits. With --conf spark.master=ADDRESS --stages N, on a cluster."
    })
final class BenchChunkCommand extends JobCommand<BenchChunkRequest> {
  @Mixin private ModelOption model;

  @Option(
      names = "--stages",
      paramLabel = "N",
      description = "Pipeline stages, as capture takes them (default: the model whole).")
  private Integer stages;

  BenchChunkCommand(Shell shell) {
    super(shell);
  }

  @Override
  BenchChunkRequest request(Path warehouse) {
    OptionalInt count =
        stages == null
            ? OptionalInt.empty()
            : OptionalInt.of(Inputs.within("--stages", stages, 1, 10_000));
    return new BenchChunkRequest(model.folder(), new StageOrder(count, OptionalInt.empty()));
  }

  @Override
  int run(BenchChunkRequest request, Jobs jobs, JobContext context) {
    jobs.benchChunk(request, context);
    return 0;
  }
}
