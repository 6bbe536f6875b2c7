package io.stratalens.jobs.prompts;

import io.stratalens.jobs.tables.Tables;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.Addresses;
import io.stratalens.udfs.files.FileReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where prompts lie and what they are stored as; made without a Spark session.
 *
 * @param location the path, address or table name as given
 * @param format what lies there
 * @param column the column that holds the prompts, if it was named
 */
public record PromptSource(String location, PromptFormat format, Optional<String> column)
    implements PromptInput {
  private static final Pattern TABLE = Pattern.compile("\\w+(\\.\\w+){0,2}");
  private static final int PARTITION_DEPTH = 6;

  /** Refuses a column for plain text, which has none. */
  public PromptSource {
    if (format == PromptFormat.TEXT && column.isPresent()) {
      throw StratalensException.invalid(
          "Cannot use the column %s because %s is text with one prompt a line. Leave the column"
              + " out.",
          column.get(), location);
    }
  }

  /**
   * Looks at a location: a file or folder if there is one of that path, else an address with a
   * scheme such as {@code s3a://}, else the name of a table in Spark's catalog. Files are judged by
   * their ending: .jsonl, .ndjson, .json (one object a line) and .parquet; others are text.
   */
  public static PromptSource of(String location, Optional<String> column) {
    return new PromptSource(location, format(Addresses.withoutPassword(location)), column);
  }

  /**
   * The same with a warehouse, whose tables are known by their names.
   *
   * @throws StratalensException for a table that captures write: it grows with every run, this one
   *     included, so the same command would not read the same prompts again
   */
  public static PromptSource of(String location, Optional<String> column, Path warehouse) {
    Optional<Path> table = table(location, warehouse);
    table
        .map(folder -> folder.getFileName().toString())
        .filter(name -> Tables.named(name).isPresent())
        .ifPresent(name -> refuse(location, name));
    return of(table.map(Path::toString).orElse(location), column);
  }

  private static void refuse(String location, String table) {
    throw StratalensException.invalid(
        "Cannot read prompts from %s because captures write this table of the warehouse. Export the"
            + " rows, with `stratalens sql --format json \"SELECT text FROM %s ...\"` into a .jsonl"
            + " file, or keep prompts in a table of your own.",
        location, table);
  }

  /** The table of the warehouse that is meant, by its name or by its folder. */
  private static Optional<Path> table(String location, Path warehouse) {
    if (location.contains("://")) {
      return Optional.empty();
    }
    Path path = path(location);
    Path folder = Files.exists(path) ? path : warehouse.resolve(location).normalize();
    return Files.isDirectory(folder.resolve("_delta_log")) && isIn(folder, warehouse)
        ? Optional.of(folder)
        : Optional.empty();
  }

  private static boolean isIn(Path folder, Path warehouse) {
    try {
      return folder.toRealPath().getParent().equals(warehouse.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  /** What Spark's readers are given. */
  String address() {
    return location.contains("://") ? location : "file:" + Path.of(location).toAbsolutePath();
  }

  private static PromptFormat format(String location) {
    if (location.contains("://")) {
      return PromptFormat.ofAddress(location);
    }
    Path path = path(location);
    if (Files.isDirectory(path)) {
      return folder(path);
    }
    if (Files.exists(path)) {
      return file(path);
    }
    if (TABLE.matcher(location).matches() && !PromptFormat.isFileName(location)) {
      return PromptFormat.TABLE;
    }
    throw StratalensException.invalid(
        "Cannot read prompts because there is no such file, folder or table: %s. Correct the"
            + " path.",
        location);
  }

  private static Path path(String location) {
    if (location.isBlank()) {
      throw StratalensException.invalid(
          "Cannot read prompts because no file or table is named: '%s'. Name one.", location);
    }
    try {
      return Path.of(location);
    } catch (InvalidPathException e) {
      throw StratalensException.invalid(
          e, "Cannot read prompts because this is no path: %s. Correct it.", e.getReason());
    }
  }

  private static PromptFormat file(Path path) {
    if (!Files.isReadable(path)) {
      throw StratalensException.invalid(
          "Cannot read prompts from %s because access is denied. Give this user the right to it.",
          path);
    }
    return PromptFormat.ofFile(path.toString());
  }

  private static PromptFormat folder(Path path) {
    if (Files.isDirectory(path.resolve("_delta_log"))) {
      return PromptFormat.DELTA;
    }
    try (Stream<Path> files = Files.walk(path, PARTITION_DEPTH)) {
      if (files.anyMatch(file -> file.toString().endsWith(".parquet"))) {
        return PromptFormat.PARQUET;
      }
    } catch (IOException | UncheckedIOException e) {
      throw StratalensException.invalid(
          e,
          "Cannot read prompts from %s because the folder cannot be listed: %s. Give this user the"
              + " right to it.",
          path,
          FileReason.of(e));
    }
    throw StratalensException.invalid(
        "Cannot read prompts from %s because the folder is neither a Delta table nor holds Parquet"
            + " files. Name a file or another folder.",
        path);
  }
}
