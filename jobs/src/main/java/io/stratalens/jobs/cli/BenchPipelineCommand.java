package io.stratalens.jobs.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stratalens bench pipeline}. */
@Command(
    name = "pipeline",
    description = {
      "Measure pipelines of one to three stages on this machine, in turns: tokens a second, how busy",
      "each stage is, and what data ports cost against links inside one JVM; then sending 64 tokens",
      "of width 4096 to another JVM beside computing a layer of Llama-3.1-8B on them."
    })
final class BenchPipelineCommand extends JobCommand<BenchPipelineRequest> {
  @Mixin private ModelOption model;

  @Mixin private PromptOptions prompts;

  @Option(
      names = "--batch-tokens",
      paramLabel = "N",
      defaultValue = "256",
      description =
          "Most tokens that go through a stage at once, padding counted; few, so that several"
              + " microbatches are under way (default: ${DEFAULT-VALUE}).")
  private int batchTokens;

  @Mixin private SecondsOption duration;

  BenchPipelineCommand(Shell shell) {
    super(shell);
  }

  @Override
  BenchPipelineRequest request(Path warehouse) {
    return new BenchPipelineRequest(
        model.in(models()),
        prompts.request(warehouse),
        Inputs.within("--batch-tokens", batchTokens, 1, Integer.MAX_VALUE),
        duration.seconds());
  }

  @Override
  int run(BenchPipelineRequest request, Jobs jobs, JobContext context) {
    jobs.benchPipeline(request, context);
    return 0;
  }
}
