package io.stratalens.workers.sweep;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.MicrobatchPlanner;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.steering.AppliedCheck;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Samples that are read together, as rows of one microbatch, and where their scores go. */
final class SweepBatch {
  private final Microbatch prompts;
  private final List<SweepSample> samples;
  private final Consumer<CellScore> scores;

  private SweepBatch(Microbatch prompts, List<SweepSample> samples, Consumer<CellScore> scores) {
    this.prompts = prompts;
    this.samples = samples;
    this.scores = scores;
  }

  /** All samples in batches of similar length, of at most so many padded tokens. */
  static List<SweepBatch> plan(List<SweepSample> samples, int tokens, Consumer<CellScore> scores) {
    List<TokenRow> rows =
        IntStream.range(0, samples.size())
            .mapToObj(place -> new TokenRow(place, samples.get(place).ids()))
            .toList();
    return MicrobatchPlanner.plan(rows, tokens).stream()
        .map(batch -> new SweepBatch(batch, ownOf(batch, samples), scores))
        .toList();
  }

  private static List<SweepSample> ownOf(Microbatch batch, List<SweepSample> samples) {
    return batch.rows().stream().map(row -> samples.get((int) row.promptId())).toList();
  }

  Microbatch prompts() {
    return prompts;
  }

  int size() {
    return samples.size();
  }

  /** Where every row is changed. */
  List<int[]> positions(SweepPositions positions) {
    return switch (positions) {
      case LAST -> prompts.lastPositions();
      case ALL -> prompts.allPositions();
    };
  }

  /**
   * Holds what cells of one pass are for to what a stage's engine was given to change.
   *
   * @param given vectors in the stage's layers
   */
  void checkApplied(List<SweepCell> cells, StageSlice slice, long given) {
    long told =
        cells.stream()
            .filter(cell -> slice.holds(cell.layer()))
            .flatMap(cell -> positions(cell.positions()).stream())
            .mapToLong(row -> row.length)
            .sum();
    AppliedCheck.require(told, given);
  }

  /** Bytes of the hidden state of so many tokens of every row. */
  long frameBytes(StageEngine engine, int tokens) {
    return (long) size() * tokens * engine.config().width() * engine.computeVectorType().bytes();
  }

  /** The two labels of every row, matching and other in turn. */
  int[] labels() {
    return samples.stream()
        .flatMapToInt(sample -> IntStream.of(sample.matching(), sample.other()))
        .toArray();
  }

  /**
   * The scores of all cells at multiplier 0, where that is one of the multipliers, and at every
   * multiplier of those that change nothing.
   *
   * @param logits [rows x vocabulary]
   */
  void tellUnsteered(List<SweepCell> cells, float[] multipliers, float[] logits) {
    LabelReading reading = LabelReading.of(logits, this);
    for (int cell = 0; cell < cells.size(); cell++) {
      boolean still = cells.get(cell).changesNothing();
      for (float multiplier : multipliers) {
        if (multiplier == 0) {
          tell(cell, multiplier, reading.labels(), 0, Optional.of(reading.tops()));
        } else if (still) {
          tell(cell, multiplier, reading.labels(), 0, Optional.empty());
        }
      }
    }
  }

  /**
   * The scores of one cell and multiplier.
   *
   * @param logits two for each row, as {@link #labels}
   * @param from the place of the first
   * @param tops for each row whether a label is its most likely token, where that is asked
   */
  void tell(int cell, float multiplier, float[] logits, int from, Optional<boolean[]> tops) {
    for (int row = 0; row < samples.size(); row++) {
      float matching = logits[from + 2 * row];
      float other = logits[from + 2 * row + 1];
      if (!Float.isFinite(matching) || !Float.isFinite(other)) {
        throw StratalensException.failed(
            null,
            "Cannot score sample %d because the model produced logits that are not finite:"
                + " multiplier %s. Check its weights and the sweep's vectors.",
            samples.get(row).index(),
            multiplier);
      }
      int own = row;
      scores.accept(
          new CellScore(
              samples.get(row).index(),
              cell,
              multiplier,
              matching,
              other,
              tops.map(all -> all[own])));
    }
  }
}
