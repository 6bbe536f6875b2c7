package io.stratalens.jobs.report;

import io.stratalens.udfs.error.StratalensException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
   * @return the number of prompts written
   * @throws StratalensException invalid when there is no prompt or {@code out} is a folder; failed
   *     when the file cannot be written
   */
  public static long write(ReportRun run, Iterator<PromptLens> prompts, Path out) {
    if (Files.isDirectory(out)) {
      throw StratalensException.invalid(
          "Cannot write the report because its path is a folder: %s. Name a file, such as %s.",
          out, out.resolve("report.html"));
    }
    if (!prompts.hasNext()) {
      throw StratalensException.invalid(
          "Cannot report on run %s because none of its prompts has lens rows; run"
              + " `stratalens lens --run %s` first.",
          run.runId(), run.runId());
    }
    Path absolute = out.toAbsolutePath();
    try {
      Files.createDirectories(absolute.getParent());
      Path draft = absolute.resolveSibling("." + absolute.getFileName() + ".partial");
      try {
        long written = writeDraft(run, prompts, draft);
        Files.move(draft, absolute, StandardCopyOption.REPLACE_EXISTING);
        return written;
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw StratalensException.failed(
          e,
          "Cannot write the report because the file system refused it: %s: %s. Check that the"
              + " folder can be written and has room.",
          out,
          e.getMessage());
    }
  }

  private static long writeDraft(ReportRun run, Iterator<PromptLens> prompts, Path draft)
      throws IOException {
    Scales scales = new Scales();
    try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(draft))) {
      PageWriter page = new PageWriter(output, PageTemplate.load());
      page.begin(run);
      while (prompts.hasNext()) {
        PromptLens lens = prompts.next();
        scales.add(lens);
        page.add(lens);
      }
      page.end(scales);
    }
    return scales.prompts();
  }
}
