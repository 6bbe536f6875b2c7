package io.stratalens.jobs.vectors;

import io.stratalens.jobs.prompts.PairPrompts;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.labels.LabelledDataset;
import io.stratalens.workers.labels.PromptTemplate;
import java.util.Objects;

/**
 * The pairs that make a vector.
 *
 * @param dataset the data set's name in tables
 * @param location where it lies
 * @param template how its rows became prompts
 * @param rows the chosen rows, tokenised
 */
public record PairSource(
    String dataset, String location, PromptTemplate template, LabelledDataset rows) {
  /** Requires every part. */
  public PairSource {
    Objects.requireNonNull(dataset, "dataset");
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(template, "template");
    Objects.requireNonNull(rows, "rows");
  }

  /** The pairs as a capture reads them, by passes that compute in a type. */
  public PairPrompts prompts(VectorType compute) {
    return PairPrompts.of(dataset, location, template, rows, compute);
  }
}
