package io.stratalens.workers.sweep;

import java.util.List;
import java.util.function.Consumer;

/** A way to find the scores of every sample under every cell and multiplier. */
public interface SweepScorer {
  /**
   * Gives one score for each sample, cell and multiplier, on the calling thread and in no promised
   * order. Samples are batched by length here; their number is bounded by the caller.
   *
   * @param multipliers different ones; at 0 all cells of a sample have the same score
   * @throws io.stratalens.udfs.error.StratalensException when a cell is not one of the model's, a
   *     token is not in its vocabulary, or a logit is not finite
   */
  void score(
      List<SweepSample> samples,
      List<SweepCell> cells,
      float[] multipliers,
      Consumer<CellScore> scores);

  /** Bytes of the largest hidden state that {@link #score} has one stage send the next. */
  long largestFrame(List<SweepSample> samples, List<SweepCell> cells, float[] multipliers);
}
