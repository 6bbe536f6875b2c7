package io.stratalens.jobs.prompts;

import io.stratalens.jobs.tables.JsonText;
import java.util.Objects;

/**
 * Where labelled pairs come from, as the spec of their run keeps it.
 *
 * @param dataset the data set's name in tables
 * @param location its file, folder, address or table
 * @param rows the rows that made pairs, counted from 0, such as {@code 0-79,81}
 * @param template how a question became a prompt
 * @param label what of an answer follows it: {@code text} or {@code letter}
 * @param skipped how many chosen rows were bad and left out
 * @param compute the type that forward passes compute in: f32, f16 or bf16; null in runs of before
 *     it was kept
 */
public record PairOrigin(
    String dataset,
    String location,
    String rows,
    String template,
    String label,
    int skipped,
    String compute) {
  /** Requires every part but the type. */
  public PairOrigin {
    Objects.requireNonNull(dataset, "dataset");
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(rows, "rows");
    Objects.requireNonNull(template, "template");
    Objects.requireNonNull(label, "label");
  }

  /** All of it as JSON. */
  public String json() {
    return JsonText.of(this);
  }
}
