package io.stratalens.workers.generate;

import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.capture.Phase;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.CacheSlots;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.KeyValueCache;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StepResult;
import io.stratalens.workers.steering.Intervention;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads the prompts of rows that join. */
record PromptPass(List<RunningRow> rows, int[] slots) implements RowPass {
  @Override
  public int paddedLength() {
    return batch().paddedLength();
  }

  @Override
  public Phase phase() {
    return Phase.PROMPT;
  }

  @Override
  public List<int[]> kept() {
    return rows.stream().map(RunningRow::keptOfPrompt).toList();
  }

  @Override
  public List<int[]> steered(int intervention) {
    return rows.stream().map(row -> row.steeredOfPrompt(intervention)).toList();
  }

  @Override
  public List<RowKey> keys(int[] following) {
    return RowKey.of(batch(), kept(), following);
  }

  @Override
  public StepResult compute(
      StageEngine engine,
      ByteBuffer hidden,
      KeepRequest request,
      List<Intervention> steering,
      KeyValueCache cache) {
    Microbatch batch = batch();
    CacheSlots into = new CacheSlots(cache, slots);
    ForwardResult result = engine.prefill(batch, hidden, request, steering, into);
    try {
      return StepResult.of(result, next(engine, result, batch));
    } catch (RuntimeException e) {
      result.close();
      throw e;
    }
  }

  private int[] next(StageEngine engine, ForwardResult result, Microbatch batch) {
    return engine.slice().head()
        ? engine.next(result, batch, rows.stream().map(RunningRow::draw).toList())
        : new int[0];
  }

  private Microbatch batch() {
    return new Microbatch(rows.stream().map(RunningRow::tokens).toList());
  }
}
