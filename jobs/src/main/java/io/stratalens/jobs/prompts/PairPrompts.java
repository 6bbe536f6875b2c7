package io.stratalens.jobs.prompts;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.labels.LabelledDataset;
import io.stratalens.workers.labels.LabelledPrompt;
import io.stratalens.workers.labels.PromptTemplate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of a data set as a capture reads them: pair i is prompt 2i, which ends with the label
 * that matches the behaviour, and prompt 2i+1, which ends with the other one. Everything before the
 * label is the same.
 */
public final class PairPrompts implements PromptInput {
  private final PairOrigin origin;
  private final List<TokenisedPrompt> prompts;
  private final PromptSummary summary;

  private PairPrompts(PairOrigin origin, List<TokenisedPrompt> prompts) {
    this.origin = origin;
    this.prompts = List.copyOf(prompts);
    this.summary =
        prompts.stream().map(PromptSummary::of).reduce(PromptSummary.NONE, PromptSummary::plus);
  }

  /**
   * The pairs of a data set, in the order of its samples.
   *
   * @param dataset the data set's name in tables
   * @param location where it lies
   * @param template how its rows became prompts
   * @param compute the type that forward passes compute in
   */
  public static PairPrompts of(
      String dataset,
      String location,
      PromptTemplate template,
      LabelledDataset rows,
      VectorType compute) {
    List<TokenisedPrompt> prompts = new ArrayList<>();
    for (LabelledPrompt row : rows.prompts()) {
      PromptLabels labels = new PromptLabels(row.matchingText(), row.otherText());
      prompts.add(labelled(prompts.size(), row, labels, row.matchingText(), row.matchingLabel()));
      prompts.add(labelled(prompts.size(), row, labels, row.otherText(), row.otherLabel()));
    }
    PairOrigin origin =
        new PairOrigin(
            dataset,
            location,
            RowRanges.text(rows.samples()),
            template.text(),
            template.form().label(),
            rows.skipped(),
            compute.label());
    return new PairPrompts(origin, prompts);
  }

  private static TokenisedPrompt labelled(
      int promptId, LabelledPrompt row, PromptLabels labels, String label, int labelId) {
    int[] ids = Arrays.copyOf(row.ids(), row.ids().length + 1);
    ids[row.ids().length] = labelId;
    return new TokenisedPrompt(promptId, row.text() + label, ids, row.source(), labels);
  }

  /** Where the pairs come from. */
  public PairOrigin origin() {
    return origin;
  }

  /** How many pairs there are, at least 1. */
  public int pairs() {
    return prompts.size() / 2;
  }

  /** 32 hexadecimal digits that another pair, another order or another token would change. */
  public String fingerprint() {
    return summary.fingerprint();
  }

  List<TokenisedPrompt> prompts() {
    return prompts;
  }

  PromptSummary summary() {
    return summary;
  }
}
