package io.stratalens.jobs.reference;

import io.stratalens.udfs.error.StratalensException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes the generated pages; a test holds that those in docs/ are current: {@code java -cp
 * jobs/target/stratalens.jar io.stratalens.jobs.reference.ReferencePages docs}.
 */
public final class ReferencePages {
  private ReferencePages() {}

  /** Writes every page into a folder. */
  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      throw StratalensException.invalid(
          "Cannot write the pages because one folder is needed: %d given. Give docs.",
          arguments.length);
    }
    pages().forEach((name, text) -> write(Path.of(arguments[0], name), text));
  }

  /** Pages by the names of their files. */
  static Map<String, String> pages() {
    return Map.of(
        "commands.md", CommandsPage.text(),
        "configuration.md", ConfigurationPage.text(),
        "metrics.md", MetricsPage.text());
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw StratalensException.failed(
          e, "Cannot write the page %s because %s", file, e.getMessage());
    }
  }
}
