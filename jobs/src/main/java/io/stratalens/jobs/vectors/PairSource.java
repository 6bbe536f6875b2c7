package io.stratalens.jobs.vectors;

import io.stratalens.jobs.prompts.PairPrompts;
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

  /** Hash of the pairs' tokens, the pairs_hash of their vectors. */
  public String hash() {
    return prompts().fingerprint();
  }

  PairPrompts prompts() {
    return PairPrompts.of(dataset, location, template, rows);
  }
}
