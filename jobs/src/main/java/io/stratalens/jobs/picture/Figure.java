package io.stratalens.jobs.picture;

import io.stratalens.udfs.files.WholeFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A picture and its name.
 *
 * @param name of its file, without the ending
 * @param svg the picture
 */
public record Figure(String name, String svg) {
  /** Writes it into a folder, as NAME.svg. */
  public void write(Path folder) {
    byte[] bytes = svg.getBytes(StandardCharsets.UTF_8);
    WholeFile.write(folder.resolve(name + ".svg"), output -> output.write(bytes));
  }
}
