package io.stratalens.workers.labels;

import io.stratalens.udfs.error.StratalensException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The rows of a data set that one purpose uses: for its vector, or for testing.
 *
 * @param prompts in the order in which the rows were chosen, each under its own sample number; at
 *     least one
 * @param skipped how many chosen rows were bad and left out
 * @param firstProblem why the first of them was; empty when none was
 */
public record LabelledDataset(
    List<LabelledPrompt> prompts, int skipped, Optional<String> firstProblem) {
  /** Keeps the prompts unchanged. */
  public LabelledDataset {
    prompts = List.copyOf(prompts);
  }

  /**
   * Tokenises chosen rows.
   *
   * @param name how messages name the data set
   * @param lines all rows, in their order
   * @param samples places of the chosen ones
   * @throws StratalensException when a chosen row is bad and bad rows are refused, when the data
   *     set lacks a chosen row, or when no row is left
   */
  public static LabelledDataset of(
      String name,
      List<DatasetLine> lines,
      int[] samples,
      LabelTokenizer tokenizer,
      BadRows badRows) {
    List<LabelledPrompt> prompts = new ArrayList<>();
    int skipped = 0;
    String firstProblem = null;
    for (int sample : samples) {
      if (sample >= lines.size()) {
        throw StratalensException.invalid(
            "Cannot use row %d of the data set %s because it has %d rows, counted from 0. Choose"
                + " among those it has.",
            sample, name, lines.size());
      }
      try {
        prompts.add(tokenizer.tokenise(lines.get(sample)));
      } catch (StratalensException e) {
        if (badRows == BadRows.REFUSE) {
          throw e;
        }
        skipped++;
        firstProblem = firstProblem == null ? e.getMessage() : firstProblem;
      }
    }
    if (prompts.isEmpty()) {
      throw StratalensException.invalid(
          "Cannot use the data set %s because no row of it is left: 0 of %d. Give rows that can be"
              + " used.%s",
          name, samples.length, firstProblem == null ? "" : " The first problem: " + firstProblem);
    }
    return new LabelledDataset(prompts, skipped, Optional.ofNullable(firstProblem));
  }

  /** The places of the rows that are left, in their order. */
  public int[] samples() {
    return prompts.stream().mapToInt(LabelledPrompt::sample).toArray();
  }

  /** How many rows are left out and why the first is, for people; empty when none is. */
  public Optional<String> leftOut() {
    return firstProblem.map(
        problem ->
            String.format(
                Locale.ROOT,
                "%d of %d rows are left out; the first problem: %s",
                skipped,
                skipped + prompts.size(),
                problem));
  }
}
