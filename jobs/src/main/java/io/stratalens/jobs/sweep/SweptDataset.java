package io.stratalens.jobs.sweep;

import io.stratalens.jobs.prompts.PairPrompts;
import io.stratalens.workers.labels.LabelledDataset;
import io.stratalens.workers.labels.LabelledPrompt;
import java.util.List;

/**
 * A data set of a sweep, read and tokenised.
 *
 * @param hash of its rows, its template and the rows and method of its vector: what, beside the
 *     model, decides the propensities of a row
 * @param pairs the rows that make the vector
 * @param testRows the rows that are swept
 */
record SweptDataset(DatasetPlan plan, String hash, PairPrompts pairs, LabelledDataset testRows) {
  String name() {
    return plan.name();
  }

  /** How many chosen rows were bad and left out. */
  long skipped() {
    return (long) pairs.origin().skipped() + testRows.skipped();
  }

  List<LabelledPrompt> samples() {
    return testRows.prompts();
  }
}
