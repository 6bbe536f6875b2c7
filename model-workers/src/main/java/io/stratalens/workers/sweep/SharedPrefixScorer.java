package io.stratalens.workers.sweep;

import io.stratalens.workers.engine.Branches;
import io.stratalens.workers.engine.LabelVectors;
import io.stratalens.workers.engine.StageEngine;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The fast way: each batch of prompts is read once, unsteered, and every cell and multiplier goes
 * on from where it differs from that reading.
 */
public final class SharedPrefixScorer implements SweepScorer {
  private final StageEngine engine;
  private final int batchTokens;
  private final long bytes;

  /**
   * A scorer on a whole model.
   *
   * @param batchTokens tokens of a batch at most, padding counted
   * @param bytes the memory that a reading and its branches may take beyond the weights, about
   */
  public SharedPrefixScorer(StageEngine engine, int batchTokens, long bytes) {
    this.engine = engine;
    this.batchTokens = batchTokens;
    this.bytes = bytes;
  }

  @Override
  public void score(
      List<SweepSample> samples,
      List<SweepCell> cells,
      float[] multipliers,
      Consumer<CellScore> scores) {
    new SweepCheck(engine).check(samples, cells, multipliers);
    if (!cells.isEmpty()) {
      for (SweepBatch batch : SweepBatch.plan(samples, batchTokens, scores)) {
        score(batch, cells, multipliers);
      }
    }
  }

  private void score(SweepBatch batch, List<SweepCell> cells, float[] multipliers) {
    LabelReading unsteered = null;
    int width = engine.config().width();
    try (LabelVectors labels = engine.labels(batch.labels(), batch.size())) {
      for (CellGroup group : CellGroup.plan(cells, batch.prompts(), width, bytes / 2)) {
        try (Branches branches = group.open(engine, batch.prompts())) {
          unsteered = unsteered == null ? LabelReading.of(branches.logits(), batch) : unsteered;
          steer(batch, group.steered(multipliers), branches, labels);
        }
      }
    }
    for (float multiplier : multipliers) {
      for (int cell = 0; multiplier == 0 && cell < cells.size(); cell++) {
        batch.tell(cell, multiplier, unsteered.labels(), 0, Optional.of(unsteered.tops()));
      }
    }
  }

  private void steer(
      SweepBatch batch, List<SteeredCell> steered, Branches branches, LabelVectors labels) {
    int atOnce = (int) Math.max(1, Math.min(steered.size(), bytes / 2 / branches.bytesOfBranch()));
    for (int first = 0; first < steered.size(); first += atOnce) {
      List<SteeredCell> part = steered.subList(first, Math.min(steered.size(), first + atOnce));
      float[] logits = branches.run(part.stream().map(SteeredCell::branch).toList(), labels);
      for (int i = 0; i < part.size(); i++) {
        SteeredCell one = part.get(i);
        batch.tell(
            one.cell().index(), one.multiplier(), logits, i * 2 * batch.size(), Optional.empty());
      }
    }
  }
}
