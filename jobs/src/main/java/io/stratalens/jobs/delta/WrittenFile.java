package io.stratalens.jobs.delta;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * A data file that no table knows of yet.
 *
 * @param name the file's name in the table's folder, so that a warehouse may be moved
 * @param size in bytes
 * @param modified milliseconds since 1970
 * @param rows the rows it holds
 * @param statistics Delta's JSON of bounds and NULL counts
 */
public record WrittenFile(String name, long size, long modified, long rows, String statistics)
    implements Serializable {
  public WrittenFile {
    requireNonNull(statistics, "statistics");
    if (name.isBlank() || name.contains("/")) {
      throw new IllegalArgumentException("A data file lies in its table's folder, not at " + name);
    }
  }
}
