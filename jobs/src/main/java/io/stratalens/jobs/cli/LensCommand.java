package io.stratalens.jobs.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stratalens lens}. */
@Command(
    name = "lens",
    description = "Read the logit lens from the stored vectors of a run into the table lens.")
final class LensCommand extends JobCommand<LensRequest> {
  @Option(names = "--run", required = true, paramLabel = "ID", description = "The captured run.")
  private String run;

  @Mixin private LensOptions options;

  LensCommand(Shell shell) {
    super(shell);
  }

  @Override
  LensRequest request(Path warehouse) {
    return new LensRequest(run, options.order());
  }

  @Override
  int run(LensRequest request, Jobs jobs, JobContext context) {
    jobs.lens(request, context);
    return 0;
  }
}
