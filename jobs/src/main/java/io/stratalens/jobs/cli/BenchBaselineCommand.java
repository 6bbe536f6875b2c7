package io.stratalens.jobs.cli;

import io.stratalens.jobs.bench.Ablation;
import io.stratalens.jobs.bench.BaselineBenchmark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stratalens bench baseline}. */
@Command(
    name = "baseline",
    description = {
      "Compare ways of looking inside a model while it generates, at growing lengths: the paper's",
      "baseline (B0: no cache, everything projected and kept; B1: its last position; B2: a cache,",
      "projected in every step), the paper's own way, and this one."
    })
final class BenchBaselineCommand extends JobCommand<BenchBaselineRequest> {
  @Mixin private BenchModelOptions model;

  @Option(
      names = "--lengths",
      split = ",",
      paramLabel = "N",
      defaultValue = "64,256,512,1024,1500",
      description = "Tokens of the sequences (default: ${DEFAULT-VALUE}).")
  private List<Integer> lengths;

  @Option(
      names = "--batches",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,8,32",
      description = "Prompts side by side (default: ${DEFAULT-VALUE}).")
  private List<Integer> batches;

  @Option(
      names = "--most-bytes",
      paramLabel = "SIZE",
      defaultValue = "8g",
      description = "What B0 may keep; longer sequences are left out (default: ${DEFAULT-VALUE}).")
  private String mostBytes;

  @Option(
      names = "--without",
      split = ",",
      paramLabel = "NAME",
      description =
          "Leaves out of this way, to see what it gains: deferred-lens, asynchronous-copies (on a"
              + " GPU), fused-projections or plain-graphs. --batches is the switch for batching.")
  private List<String> without = new ArrayList<>();

  @Mixin private JsonOption lines;

  BenchBaselineCommand(Shell shell) {
    super(shell);
  }

  @Override
  BenchBaselineRequest request(Path warehouse) {
    lengths.forEach(length -> Inputs.within("--lengths", length, 2, 1_000_000));
    batches.forEach(batch -> Inputs.within("--batches", batch, 1, 100_000));
    return new BenchBaselineRequest(
        model.model(models()),
        new BaselineBenchmark.Order(
            lengths,
            batches,
            Inputs.size("--most-bytes", mostBytes),
            without.stream().map(Ablation::of).collect(Collectors.toSet()),
            lines.json()));
  }

  @Override
  int run(BenchBaselineRequest request, Jobs jobs, JobContext context) {
    jobs.benchBaseline(request, context);
    return 0;
  }
}
