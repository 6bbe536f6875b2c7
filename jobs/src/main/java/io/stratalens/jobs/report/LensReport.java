package io.stratalens.jobs.report;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.WholeFile;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * The logit lens of a run as one self-contained HTML file: per prompt a heat map of layers by token
 * positions. The page asks nothing of the network.
 */
public final class LensReport {
  private LensReport() {}

  /**
   * Writes the report, holding one prompt in memory at a time. The file appears whole or not at
   * all; one that is there is replaced.
   *
   * @param prompts prompts in the order of the report; fewer than {@code run.prompts()} are allowed
   *     and the page then says so
   * @throws StratalensException invalid when there is no prompt or {@code out} is a folder; failed
   *     when the file cannot be written
   */
  public static void write(ReportRun run, Iterator<PromptLens> prompts, Path out) {
    ReportFile.check(out);
    if (!prompts.hasNext()) {
      throw StratalensException.invalid(
          "Cannot report on run %s because none of its prompts has lens rows; run"
              + " `stratalens lens --run %s` first.",
          run.runId(), run.runId());
    }
    Scales scales = new Scales();
    WholeFile.write(
        out,
        output -> {
          PageWriter page = new PageWriter(output, PageTemplate.lens());
          page.begin(run);
          while (prompts.hasNext()) {
            PromptLens lens = prompts.next();
            scales.add(lens);
            page.add(lens);
          }
          page.end(scales);
        });
  }
}
