package io.stratalens.jobs.bench;

import io.stratalens.workers.batch.StepRow;
import io.stratalens.workers.engine.StepBatch;
import io.stratalens.workers.sampling.Draw;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Decoding steps of rows that are all equally long. */
final class Steps {
  private Steps() {}

  /** The next token of every row, chosen greedily. */
  static StepBatch at(int position, int[] tokens) {
    List<StepRow> rows =
        IntStream.range(0, tokens.length)
            .mapToObj(row -> new StepRow(row, tokens[row], position))
            .toList();
    return new StepBatch(rows, Collections.nCopies(rows.size(), Draw.greedy()));
  }
}
