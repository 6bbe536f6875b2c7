package io.stratalens.workers.sweep;

import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.pipeline.PassPlace;
import io.stratalens.workers.pipeline.StageRun;
import java.util.List;
import java.util.function.Consumer;

/**
 * The fast way: each batch of prompts is read once, unsteered, and every cell and multiplier goes
 * on from where it differs from that reading. All stages of a model plan the same passes by
 * themselves; the one with the head gives the scores.
 */
public final class SharedPrefixScorer implements SweepScorer {
  private final StageRun stage;
  private final int batchTokens;
  private final long bytes;
  private PassPlace next;

  /** A scorer on a whole model; the rest as below. */
  public SharedPrefixScorer(StageEngine engine, int batchTokens, long bytes) {
    this(StageRun.alone(engine), 0, batchTokens, bytes);
  }

  /**
   * A stage's scorer for one chunk.
   *
   * @param batchTokens tokens of a batch at most, padding counted; the same in all stages
   * @param bytes the memory that a reading and its branches may take beyond the weights, about; the
   *     same in all stages
   */
  public SharedPrefixScorer(StageRun stage, int chunk, int batchTokens, long bytes) {
    this.stage = stage;
    this.batchTokens = batchTokens;
    this.bytes = bytes;
    this.next = new PassPlace(chunk, 0, 0);
  }

  @Override
  public void score(
      List<SweepSample> samples,
      List<SweepCell> cells,
      float[] multipliers,
      Consumer<CellScore> scores) {
    new SweepCheck(stage.engine().config()).check(samples, cells, multipliers);
    if (!cells.isEmpty()) {
      for (SweepBatch batch : SweepBatch.plan(samples, batchTokens, scores)) {
        score(batch, cells, multipliers);
      }
    }
  }

  @Override
  public long largestFrame(List<SweepSample> samples, List<SweepCell> cells, float[] multipliers) {
    boolean whole = cells.stream().anyMatch(cell -> cell.positions() == SweepPositions.ALL);
    long branches = (long) cells.size() * multipliers.length;
    return SweepBatch.plan(samples, batchTokens, score -> {}).stream()
        .mapToLong(
            batch -> {
              int length = batch.prompts().paddedLength();
              long branch = batch.frameBytes(stage.engine(), whole ? length : 1);
              return Math.max(
                  batch.frameBytes(stage.engine(), length),
                  Math.min(branches * branch, Math.max(branch, BatchBranches.FRAME_BYTES)));
            })
        .max()
        .orElse(0);
  }

  private void score(SweepBatch batch, List<SweepCell> cells, float[] multipliers) {
    int width = stage.engine().config().width();
    List<SweepCell> unsteered = cells;
    try (BatchBranches branches = new BatchBranches(stage, batch, multipliers, bytes / 2)) {
      for (CellGroup group : CellGroup.plan(cells, batch.prompts(), width, bytes / 2)) {
        branches.read(next, group, unsteered);
        next = new PassPlace(next.chunk(), next.microbatch() + 1, 0);
        unsteered = List.of();
      }
    }
  }
}
