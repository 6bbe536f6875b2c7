package io.stratalens.jobs.cli;

import io.stratalens.udfs.error.StratalensException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where prompts lie, a path or an address with a scheme, and the column that holds them. */
record PromptsRequest(String source, Optional<String> column) {
  /**
   * A file or a Delta or Parquet folder, else a table of the warehouse by its name. What has a
   * scheme, such as {@code s3a://}, is left to Spark. No column is null.
   */
  static PromptsRequest of(String named, String column, Path warehouse) {
    return new PromptsRequest(
        source(Inputs.filled("--prompts", named), warehouse),
        Optional.ofNullable(column).map(name -> Inputs.filled("--column", name)));
  }

  private static String source(String named, Path warehouse) {
    if (named.contains("://") || Files.exists(Path.of(named))) {
      return named;
    }
    Path table = warehouse.resolve(named);
    if (Files.isDirectory(table.resolve("_delta_log"))) {
      return table.toString();
    }
    throw StratalensException.invalid(
        "Cannot read the prompts because there is no such file, folder or table of the warehouse:"
            + " %s. Give one that exists.",
        named);
  }
}
