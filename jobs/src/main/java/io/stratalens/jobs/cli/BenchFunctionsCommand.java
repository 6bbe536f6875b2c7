package io.stratalens.jobs.cli;

import io.stratalens.jobs.bench.FunctionsBenchmark;
import io.stratalens.udfs.vector.VectorType;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stratalens bench functions}. */
@Command(
    name = "functions",
    description = {
      "Measure SQL functions on a Parquet table of random vectors, beside plain scans that read the",
      "same bytes. The table is made in the system's temporary folder and deleted afterwards."
    })
final class BenchFunctionsCommand extends JobCommand<BenchFunctionsRequest> {
  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Vectors in the table (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "4096",
      description = "Values of a vector (default: ${DEFAULT-VALUE}).")
  private int width;

  @Option(
      names = "--dtype",
      paramLabel = "DTYPE",
      defaultValue = "bf16",
      description = "f32, f16 or bf16 (default: ${DEFAULT-VALUE}).")
  private String dtype;

  @Mixin private SecondsOption duration;

  @Mixin private JsonOption lines;

  BenchFunctionsCommand(Shell shell) {
    super(shell);
  }

  @Override
  BenchFunctionsRequest request(Path warehouse) {
    return new BenchFunctionsRequest(
        new FunctionsBenchmark.Order(
            Inputs.within("--rows", rows, 1, Integer.MAX_VALUE),
            Inputs.within("--width", width, 1, 1_000_000),
            VectorType.of(dtype),
            duration.seconds(),
            lines.json()));
  }

  @Override
  int run(BenchFunctionsRequest request, Jobs jobs, JobContext context) {
    jobs.benchFunctions(request, context);
    return 0;
  }
}
