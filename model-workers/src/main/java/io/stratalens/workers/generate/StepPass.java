package io.stratalens.workers.generate;

import io.stratalens.workers.batch.StepRow;
import io.stratalens.workers.capture.Phase;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.KeyValueCache;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StepBatch;
import io.stratalens.workers.engine.StepResult;
import io.stratalens.workers.sampling.Draw;
import io.stratalens.workers.steering.Intervention;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Reads the last token of rows that go on; row r is in cache slot r. */
record StepPass(List<RunningRow> rows) implements RowPass {
  @Override
  public int[] slots() {
    return IntStream.range(0, rows.size()).toArray();
  }

  @Override
  public int paddedLength() {
    return 1;
  }

  @Override
  public Phase phase() {
    return Phase.GENERATED;
  }

  @Override
  public List<int[]> kept() {
    return rows.stream().map(RunningRow::keptNext).toList();
  }

  @Override
  public List<int[]> steered(int intervention) {
    return rows.stream().map(row -> row.steeredNext(intervention)).toList();
  }

  @Override
  public List<RowKey> keys(int[] following) {
    return RowKey.of(next(), kept(), following);
  }

  @Override
  public StepResult compute(
      StageEngine engine,
      ByteBuffer hidden,
      KeepRequest request,
      List<Intervention> steering,
      KeyValueCache cache) {
    StepBatch batch = new StepBatch(next(), draws(engine));
    return engine.step(batch, hidden, request, steering, cache);
  }

  private List<Draw> draws(StageEngine engine) {
    return engine.slice().head()
        ? rows.stream().map(RunningRow::draw).toList()
        : Collections.nCopies(rows.size(), Draw.greedy()); // nothing is chosen
  }

  private List<StepRow> next() {
    return rows.stream().map(RunningRow::next).toList();
  }
}
