package io.stratalens.jobs.cli;

import io.stratalens.jobs.bench.BaselineBenchmark;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.model.ShapeSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
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
  @Option(names = "--model", paramLabel = "DIR", description = "A checkpoint's folder.")
  private Path model;

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      description =
          "Random weights: llama-3.1-8b and other published shapes, or"
              + " layers=8,width=256,ffn=704,heads=8,kv=4,vocab=8192.")
  private String shape;

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

  @Option(names = "--json", description = "One object a line in place of the table.")
  private boolean json;

  BenchBaselineCommand(Shell shell) {
    super(shell);
  }

  @Override
  BenchBaselineRequest request(Path warehouse) {
    if ((model == null) == (shape == null)) {
      throw StratalensException.invalid(
          "Cannot run the benchmark because it takes either --model or --shape: %s.",
          model == null ? "neither" : "both");
    }
    lengths.forEach(length -> Inputs.within("--lengths", length, 2, 1_000_000));
    batches.forEach(batch -> Inputs.within("--batches", batch, 1, 100_000));
    return new BenchBaselineRequest(
        Optional.ofNullable(model).map(Inputs::model),
        Optional.ofNullable(shape).map(ShapeSpec::parse),
        new BaselineBenchmark.Order(
            lengths, batches, Inputs.size("--most-bytes", mostBytes), json));
  }

  @Override
  int run(BenchBaselineRequest request, Jobs jobs, JobContext context) {
    jobs.benchBaseline(request, context);
    return 0;
  }
}
