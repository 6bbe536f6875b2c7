package io.stratalens.jobs.prompts;

import io.stratalens.udfs.error.StratalensException;
import java.util.Locale;
import java.util.Set;

/** What prompts are stored as. */
public enum PromptFormat {
  /** One prompt a line. */
  TEXT,
  /** One JSON object a line. */
  JSON_LINES,
  /** A Parquet file or a folder of them. */
  PARQUET,
  /** The folder of a Delta table. */
  DELTA,
  /** A table or view of the session's catalog. */
  TABLE,
  /** A remote folder: Delta or Parquet, which only Spark can tell. */
  FOLDER;

  private static final Set<String> OTHERS =
      Set.of("csv", "tsv", "gz", "bz2", "xz", "zst", "zip", "tar", "orc", "avro", "arrow");

  /** By the ending of a file's name; what is no other format's ending is text. */
  static PromptFormat ofFile(String name) {
    String ending = ending(name);
    if (OTHERS.contains(ending)) {
      throw StratalensException.invalid(
          "Cannot read prompts from %s because .%s files are not supported. Give text with one"
              + " prompt a line, JSONL, Parquet or Delta.",
          name, ending);
    }
    return switch (ending) {
      case "jsonl", "ndjson", "json" -> JSON_LINES;
      case "parquet" -> PARQUET;
      default -> TEXT;
    };
  }

  /** Whether a name ends as files of prompts do, so that no table is meant. */
  static boolean isFileName(String name) {
    String ending = ending(name);
    return ending.equals("txt") || OTHERS.contains(ending) || ofFile(name) != TEXT;
  }

  /** By an address: one without an ending is a folder. */
  static PromptFormat ofAddress(String address) {
    return ending(address).isEmpty() ? FOLDER : ofFile(address);
  }

  /** Whether its rows are lines of one file. */
  boolean lines() {
    return this == TEXT || this == JSON_LINES;
  }

  private static String ending(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    return file.contains(".")
        ? file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)
        : "";
  }
}
