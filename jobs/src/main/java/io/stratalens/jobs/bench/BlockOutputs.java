package io.stratalens.jobs.bench;

import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.KeptVectors;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.selection.Site;
import java.util.List;
import java.util.stream.IntStream;

/** What one site of all layers is: the output of every block. */
final class BlockOutputs {
  private BlockOutputs() {}

  /**
   * Keeps the outputs of a stage's blocks as they were computed.
   *
   * @param positions for each row of the batch its positions
   */
  static KeepRequest request(StageEngine engine, List<int[]> positions) {
    int[] layers = IntStream.range(engine.slice().first(), engine.slice().end()).toArray();
    return new KeepRequest(layers, List.of(Site.RESID_POST), positions, engine.computeVectorType());
  }

  /** Brings everything that was kept to the host, as much at a time as a buffer reaches. */
  static void read(KeptVectors kept) {
    long vectorBytes = (long) kept.width() * kept.request().type().bytes();
    long together = Integer.MAX_VALUE / vectorBytes;
    for (long first = 0; first < kept.count(); first += together) {
      kept.bytes(first, Math.min(kept.count(), first + together));
    }
  }
}
