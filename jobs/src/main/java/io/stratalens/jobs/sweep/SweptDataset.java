package io.stratalens.jobs.sweep;

import io.stratalens.jobs.vectors.PairSource;
import io.stratalens.workers.labels.LabelledDataset;
import io.stratalens.workers.labels.LabelledPrompt;
import java.util.List;

/**
 * A data set of a sweep, read and tokenised.
 *
 * @param hash of its rows, its template and the rows and method of its vector: what, beside the
 *     model, decides the propensities of a row
 * @param vectorRows the rows that make the vector
 * @param testRows the rows that are swept
 */
record SweptDataset(
    DatasetPlan plan, String hash, LabelledDataset vectorRows, LabelledDataset testRows) {
  String name() {
    return plan.name();
  }

  /** How many chosen rows were bad and left out. */
  long skipped() {
    return (long) vectorRows.skipped() + testRows.skipped();
  }

  /** The pairs of its vector. */
  PairSource pairs() {
    return new PairSource(plan.name(), plan.location(), plan.template(), vectorRows);
  }

  List<LabelledPrompt> samples() {
    return testRows.prompts();
  }
}
