package io.stratalens.jobs.cli;

import io.stratalens.jobs.report.ReportFile;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stratalens report}. */
@Command(
    name = "report",
    description = "Write one self-contained HTML file with the lens of a run, or with a sweep.")
final class ReportCommand extends JobCommand<ReportRequest> {
  @Option(
      names = "--run",
      paramLabel = "ID",
      description = "The run (default: the latest one that has a lens).")
  private String run;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.html",
      description = "The file to write; one that is there is replaced.")
  private Path out;

  @Option(
      names = "--pictures",
      paramLabel = "DIR",
      description = "A folder for the pictures of a sweep as SVG files.")
  private Path pictures;

  ReportCommand(Shell shell) {
    super(shell);
  }

  @Override
  ReportRequest request(Path warehouse) {
    ReportFile.check(out);
    return new ReportRequest(
        Optional.ofNullable(run), out, Optional.ofNullable(pictures).map(Inputs::pictures));
  }

  @Override
  int run(ReportRequest request, Jobs jobs, JobContext context) {
    jobs.report(request, context);
    return 0;
  }
}
