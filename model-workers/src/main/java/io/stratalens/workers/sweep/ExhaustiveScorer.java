package io.stratalens.workers.sweep;

import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.pipeline.PassPlace;
import io.stratalens.workers.pipeline.StageRun;
import io.stratalens.workers.steering.Intervention;
import io.stratalens.workers.steering.Operation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The plain way, to check the fast one with: a whole forward pass for each batch, cell and
 * multiplier, steered by ordinary interventions. The stage with the head gives the scores.
 */
public final class ExhaustiveScorer implements SweepScorer {
  private final StageRun stage;
  private final StageEngine engine;
  private final int batchTokens;
  private PassPlace next;

  /** A scorer on a whole model; the rest as below. */
  public ExhaustiveScorer(StageEngine engine, int batchTokens) {
    this(StageRun.alone(engine), 0, batchTokens);
  }

  /**
   * A stage's scorer for one chunk.
   *
   * @param batchTokens tokens of a batch at most, padding counted; the same in all stages
   */
  public ExhaustiveScorer(StageRun stage, int chunk, int batchTokens) {
    this.stage = stage;
    this.engine = stage.engine();
    this.batchTokens = batchTokens;
    this.next = new PassPlace(chunk, 0, 0);
  }

  @Override
  public void score(
      List<SweepSample> samples,
      List<SweepCell> cells,
      float[] multipliers,
      Consumer<CellScore> scores) {
    new SweepCheck(engine.config()).check(samples, cells, multipliers);
    for (SweepBatch batch : SweepBatch.plan(samples, batchTokens, scores)) {
      stage.working(() -> score(batch, cells, multipliers));
      next = new PassPlace(next.chunk(), next.microbatch() + 1, 0);
    }
  }

  @Override
  public long largestFrame(List<SweepSample> samples, List<SweepCell> cells, float[] multipliers) {
    return SweepBatch.plan(samples, batchTokens, score -> {}).stream()
        .mapToLong(batch -> batch.frameBytes(engine, batch.prompts().paddedLength()))
        .max()
        .orElse(0);
  }

  private void score(SweepBatch batch, List<SweepCell> cells, float[] multipliers) {
    for (int cell = 0; cell < cells.size(); cell++) {
      for (float multiplier : multipliers) {
        score(batch, cell, cells.get(cell), multiplier);
      }
    }
  }

  private void score(SweepBatch batch, int index, SweepCell cell, float multiplier) {
    Intervention add =
        new Intervention(
            cell.layer(),
            cell.site(),
            Operation.ADD,
            multiplier,
            cell.values(),
            batch.positions(cell.positions()));
    stage.pass(
        next,
        batch.size(),
        batch.prompts().paddedLength(),
        hidden -> forward(batch, hidden, add),
        result -> {
          batch.checkApplied(List.of(cell), engine.slice(), result.steered());
          if (engine.slice().head()) {
            tell(batch, index, multiplier, result);
          }
        });
    next = next.next();
  }

  private ForwardResult forward(SweepBatch batch, ByteBuffer hidden, Intervention add) {
    KeepRequest nothing = KeepRequest.nothing(batch.size());
    return engine.forward(batch.prompts(), hidden, nothing, List.of(add));
  }

  private void tell(SweepBatch batch, int cell, float multiplier, ForwardResult result) {
    LabelReading reading =
        LabelReading.of(
            engine.logits(result, batch.prompts(), batch.prompts().lastPositions()), batch);
    Optional<boolean[]> tops = multiplier == 0 ? Optional.of(reading.tops()) : Optional.empty();
    batch.tell(cell, multiplier, reading.labels(), 0, tops);
  }
}
