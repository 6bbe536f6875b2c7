package io.stratalens.jobs.cli;

import io.stratalens.jobs.bench.CaptureBenchmark;
import io.stratalens.workers.selection.PositionSelection;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stratalens bench capture}. */
@Command(
    name = "capture",
    description = {
      "Measure what keeping vectors costs while decoding and while reading prompts, with nothing, one",
      "layer, one site and three sites of all layers kept, to memory and to Delta, in turns; without",
      "--model or --shape on random weights of eight layers of width 256."
    })
final class BenchCaptureCommand extends JobCommand<BenchCaptureRequest> {
  private static final String SHAPE = "layers=8,width=256,ffn=704,heads=8,kv=4,vocab=8192";

  @Mixin private BenchModelOptions model;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8",
      description = "Prompts generated from side by side (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--new-tokens",
      paramLabel = "N",
      defaultValue = "1024",
      description = "Tokens generated from each (default: ${DEFAULT-VALUE}).")
  private int newTokens;

  @Option(
      names = "--prompts",
      paramLabel = "N",
      defaultValue = "128",
      description = "Prompts that are read as one chunk (default: ${DEFAULT-VALUE}).")
  private int prompts;

  @Option(
      names = "--prompt-tokens",
      paramLabel = "N",
      defaultValue = "64",
      description = "Tokens of each of these (default: ${DEFAULT-VALUE}).")
  private int promptTokens;

  @Option(
      names = "--positions",
      paramLabel = "SPEC",
      defaultValue = "all",
      description =
          "What is kept of each of these, such as last (default: ${DEFAULT-VALUE}). All are kept of"
              + " what is generated from.")
  private String positions;

  @Mixin private BatchOption microbatch;

  @Mixin private SecondsOption duration;

  @Mixin private JsonOption lines;

  BenchCaptureCommand(Shell shell) {
    super(shell);
  }

  @Override
  BenchCaptureRequest request(Path warehouse) {
    return new BenchCaptureRequest(
        model.modelOr(SHAPE, models()),
        new CaptureBenchmark.Order(
            Inputs.within("--batch", batch, 1, 100_000),
            Inputs.within("--new-tokens", newTokens, 2, 1_000_000),
            Inputs.within("--prompts", prompts, 1, 1_000_000),
            Inputs.within("--prompt-tokens", promptTokens, 1, 1_000_000),
            microbatch.tokens(),
            PositionSelection.parse(Inputs.filled("--positions", positions)),
            duration.seconds(),
            lines.json()));
  }

  @Override
  int run(BenchCaptureRequest request, Jobs jobs, JobContext context) {
    jobs.benchCapture(request, context);
    return 0;
  }
}
