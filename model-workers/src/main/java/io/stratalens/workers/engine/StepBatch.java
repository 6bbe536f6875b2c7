package io.stratalens.workers.engine;

import ai.djl.ndarray.NDManager;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.StepRow;
import io.stratalens.workers.sampling.Draw;
import java.util.List;

/**
 * One decoding step of several rows: row r goes on in cache slot r.
 *
 * @param rows the tokens to read, at positions of their own
 * @param draws for each row how the token that follows is chosen; unused where the stage has no
 *     head
 */
public record StepBatch(List<StepRow> rows, List<Draw> draws) {
  /** Requires a row, and a draw for each. */
  public StepBatch {
    rows = List.copyOf(rows);
    draws = List.copyOf(draws);
    if (rows.isEmpty() || rows.size() != draws.size()) {
      throw new IllegalArgumentException(
          "a step has rows and a draw for each: " + rows.size() + " and " + draws.size());
    }
  }

  long[] ids() {
    return rows.stream().mapToLong(StepRow::tokenId).toArray();
  }

  /** How far attention reaches, as long as any row needs it: a multiple of eight. */
  int reach() {
    return Microbatch.padded(rows.stream().mapToInt(StepRow::position).max().orElseThrow() + 1);
  }

  void addTo(CallValues arguments, KeyValueCache cache, NDManager manager) {
    if (rows.size() > cache.slots() || reach() > cache.capacity()) {
      throw new IllegalArgumentException(
          "a cache has a slot for every row and every position: %d slots of %d for %d rows up to %d"
              .formatted(cache.slots(), cache.capacity(), rows.size(), reach()));
    }
    cache.addTo(arguments);
    arguments
        .tensor(manager.create(rows.stream().mapToLong(StepRow::position).toArray()))
        .integer(reach());
    new Draws(draws).addTo(arguments, manager);
  }
}
