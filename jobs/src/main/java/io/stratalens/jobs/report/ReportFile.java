package io.stratalens.jobs.report;

import io.stratalens.jobs.picture.Figure;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that appears whole or not at all; one that is there is replaced. */
public final class ReportFile {
  private ReportFile() {}

  /** Refuses a path that is a folder. */
  public static void check(Path out) {
    if (Files.isDirectory(out)) {
      throw StratalensException.invalid(
          "Cannot write the report because its path is a folder: %s. Name a file, such as %s.",
          out, out.resolve("report.html"));
    }
  }

  /** Writes a picture into a folder, as NAME.svg. */
  public static void write(Path folder, Figure figure) {
    byte[] svg = figure.svg().getBytes(StandardCharsets.UTF_8);
    write(folder.resolve(figure.name() + ".svg"), output -> output.write(svg));
  }

  /** Writes a file and the folders above it; fails when the file system refuses. */
  public static void write(Path out, WholeFile.Body body) {
    try {
      WholeFile.replace(out, body);
    } catch (IOException e) {
      throw StratalensException.failed(
          e,
          "Cannot write the file because the file system refused it: %s: %s. Check that the"
              + " folder can be written and has room.",
          out,
          e.getMessage());
    }
  }
}
