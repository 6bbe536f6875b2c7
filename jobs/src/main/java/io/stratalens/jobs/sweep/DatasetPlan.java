package io.stratalens.jobs.sweep;

import io.stratalens.jobs.tables.DatasetName;
import io.stratalens.workers.labels.PromptTemplate;
import java.util.Objects;

/**
 * One data set of a sweep.
 *
 * @param name its key in tables
 * @param location a file, a folder, an address or a table
 * @param template how its rows become prompts and labels
 * @param rows which rows make the vector and which test it
 */
public record DatasetPlan(String name, String location, PromptTemplate template, RowChoice rows) {
  /** Requires every part. */
  public DatasetPlan {
    DatasetName.checked("a data set", name);
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(template, "template");
    Objects.requireNonNull(rows, "rows");
  }
}
