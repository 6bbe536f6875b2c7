package io.stratalens.jobs.capture;

import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.capture.Phase;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.pipeline.StageRun;
import io.stratalens.workers.steering.AppliedCheck;
import io.stratalens.workers.steering.Intervention;
import java.util.List;
import java.util.OptionalInt;

/** One stage's forward passes of a chunk: what each keeps goes on as rows. */
final class ChunkForward {
  private final CaptureSettings settings;
  private final CapturedRows rows;

  ChunkForward(CaptureSettings settings, CapturedRows rows) {
    this.settings = settings;
    this.rows = rows;
  }

  void run(StageRun stage, int chunk, List<Microbatch> batches) {
    StageSlice own = stage.engine().slice();
    stage.run(
        chunk,
        batches,
        this::request,
        this::steering,
        (batch, result) -> {
          AppliedCheck.require(told(batch, own), result.steered());
          take(batch, result);
        });
  }

  private KeepRequest request(Microbatch batch) {
    return new KeepRequest(rows.points(), positions(batch), rows.type());
  }

  private List<Intervention> steering(Microbatch batch) {
    return settings.steering().applied().stream()
        .map(
            one ->
                one.at(
                    batch.rows().stream()
                        .map(row -> one.positionsIn(row.promptId(), row.ids().length))
                        .toList()))
        .filter(one -> one.applications() > 0)
        .toList();
  }

  /** What the run counts of a batch in these layers. */
  private long told(Microbatch batch, StageSlice own) {
    return steering(batch).stream()
        .filter(one -> own.holds(one.layer()))
        .mapToLong(Intervention::applications)
        .sum();
  }

  private void take(Microbatch batch, ForwardResult result) {
    List<RowKey> keys = RowKey.of(batch, result.kept().request().positions());
    rows.take(result.kept(), keys, Phase.PROMPT);
  }

  private List<int[]> positions(Microbatch batch) {
    return batch.rows().stream()
        .map(
            row ->
                settings
                    .positions()
                    .resolve("prompt " + row.promptId(), row.ids().length, OptionalInt.empty(), 0))
        .toList();
  }
}
