package io.stratalens.workers.sweep;

import io.stratalens.workers.capture.CaptureRequest;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.steering.Intervention;
import io.stratalens.workers.steering.Operation;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The plain way, to check the fast one with: a whole forward pass for each batch, cell and
 * multiplier, steered by ordinary interventions.
 */
public final class ExhaustiveScorer implements SweepScorer {
  private final StageEngine engine;
  private final int batchTokens;

  /**
   * A scorer on a whole model.
   *
   * @param batchTokens tokens of a batch at most, padding counted
   */
  public ExhaustiveScorer(StageEngine engine, int batchTokens) {
    this.engine = engine;
    this.batchTokens = batchTokens;
  }

  @Override
  public void score(
      List<SweepSample> samples,
      List<SweepCell> cells,
      float[] multipliers,
      Consumer<CellScore> scores) {
    new SweepCheck(engine).check(samples, cells, multipliers);
    for (SweepBatch batch : SweepBatch.plan(samples, batchTokens, scores)) {
      for (int cell = 0; cell < cells.size(); cell++) {
        for (float multiplier : multipliers) {
          LabelReading reading = read(batch, cells.get(cell), multiplier);
          Optional<boolean[]> tops =
              multiplier == 0 ? Optional.of(reading.tops()) : Optional.empty();
          batch.tell(cell, multiplier, reading.labels(), 0, tops);
        }
      }
    }
  }

  private LabelReading read(SweepBatch batch, SweepCell cell, float multiplier) {
    List<int[]> positions =
        cell.positions() == SweepPositions.LAST
            ? batch.prompts().lastPositions()
            : batch.prompts().allPositions();
    Intervention add =
        new Intervention(
            cell.layer(), cell.site(), Operation.ADD, multiplier, cell.values(), positions);
    CaptureRequest nothing = CaptureRequest.nothing(batch.size());
    try (ForwardResult result = engine.forward(batch.prompts(), nothing, List.of(add))) {
      return LabelReading.of(
          engine.logits(result, batch.prompts(), batch.prompts().lastPositions()), batch);
    }
  }
}
