package io.stratalens.jobs.cli;

import io.stratalens.udfs.error.StratalensException;
import java.util.Arrays;
import java.util.Locale;

/** A query and how its rows are written. */
record SqlRequest(String query, Format format) {
  /** How rows are written. */
  enum Format {
    TABLE,
    CSV,
    /** One object a line. */
    JSON;

    static Format of(String label) {
      return Arrays.stream(values())
          .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(label))
          .findFirst()
          .orElseThrow(
              () ->
                  StratalensException.invalid(
                      "Cannot use --format because it is not one of table, csv, json: %s", label));
    }
  }
}
