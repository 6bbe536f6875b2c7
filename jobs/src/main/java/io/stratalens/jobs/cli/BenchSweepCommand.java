package io.stratalens.jobs.cli;

import io.stratalens.jobs.bench.SweepBenchmark;
import io.stratalens.workers.sweep.SweepPositions;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stratalens bench sweep}. */
@Command(
    name = "sweep",
    description = {
      "Measure a sweep of the bare engine: one vector at the output of every layer, 7 multipliers,",
      "with prefixes shared and as a forward pass each."
    })
final class BenchSweepCommand extends JobCommand<BenchSweepRequest> {
  @Mixin private BenchModelOptions model;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8",
      description = "Prompts (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "100",
      description = "Tokens of each prompt (default: ${DEFAULT-VALUE}).")
  private int tokens;

  @Option(
      names = "--positions",
      split = ",",
      paramLabel = "POSITIONS",
      defaultValue = "last,all",
      description = "Where vectors are added (default: ${DEFAULT-VALUE}).")
  private List<String> positions;

  @Option(
      names = "--shared-only",
      description = "Leave out the forward passes, to compare with another program.")
  private boolean sharedOnly;

  @Mixin private SecondsOption duration;

  @Mixin private JsonOption lines;

  BenchSweepCommand(Shell shell) {
    super(shell);
  }

  @Override
  BenchSweepRequest request(Path warehouse) {
    return new BenchSweepRequest(
        model.model(models()),
        new SweepBenchmark.Order(
            Inputs.within("--batch", batch, 1, 100_000),
            Inputs.within("--tokens", tokens, 1, 1_000_000),
            positions.stream().map(SweepPositions::of).toList(),
            sharedOnly,
            duration.seconds(),
            lines.json()));
  }

  @Override
  int run(BenchSweepRequest request, Jobs jobs, JobContext context) {
    jobs.benchSweep(request, context);
    return 0;
  }
}
