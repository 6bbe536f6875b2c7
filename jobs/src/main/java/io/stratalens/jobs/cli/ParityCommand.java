package io.stratalens.jobs.cli;

import io.stratalens.udfs.error.ErrorCategory;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stratalens parity}. */
@Command(
    name = "parity",
    description = {
      "Compare a model with a reference file, to trust a new checkpoint.",
      "Prints the largest relative error of every site, of logits, lens, greedy continuation and"
          + " steering; exit code 1 when one is over the tolerance."
    })
final class ParityCommand extends JobCommand<ParityRequest> {
  @Mixin private ModelOption model;

  @Option(
      names = "--reference",
      required = true,
      paramLabel = "FILE.safetensors",
      description = "The values to agree with.")
  private Path reference;

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      defaultValue = "1e-4",
      description = "Largest relative error that passes (default: ${DEFAULT-VALUE}).")
  private double tolerance;

  ParityCommand(Shell shell) {
    super(shell);
  }

  @Override
  ParityRequest request(Path warehouse) {
    return new ParityRequest(
        model.in(models()).folder(), Inputs.file("reference", reference), tolerance);
  }

  @Override
  int run(ParityRequest request, Jobs jobs, JobContext context) {
    return jobs.parity(request, context) ? 0 : ErrorCategory.FAILED.exitCode();
  }
}
