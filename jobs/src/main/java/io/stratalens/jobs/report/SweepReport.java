package io.stratalens.jobs.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stratalens.udfs.files.WholeFile;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * A sweep as one self-contained HTML file, and its pictures as files of their own. The page asks
 * nothing of the network and needs no script.
 */
public final class SweepReport {
  private SweepReport() {}

  /** Whether a run of the warehouse is a sweep. */
  public static boolean isOf(SparkSession session, String runId) {
    return SweepReportSource.isSweep(session, runId);
  }

  /**
   * Writes the report; a file that is there is replaced.
   *
   * @param session knows the views runs, propensities and steerability
   * @param pictures a folder for the pictures as SVG files
   */
  public static void write(SparkSession session, String runId, Path out, Optional<Path> pictures) {
    ReportFile.check(out);
    SweepPage page = new SweepPage(new SweepReportSource(session, runId).read());
    String html = page.html();
    WholeFile.write(out, output -> output.write(html.getBytes(UTF_8)));
    pictures.ifPresent(folder -> page.figures().forEach(figure -> figure.write(folder)));
  }
}
