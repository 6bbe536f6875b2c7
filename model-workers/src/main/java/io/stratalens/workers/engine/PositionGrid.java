package io.stratalens.workers.engine;

import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.StepRow;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The positions that a pass reads, and their places among its padded tokens.
 *
 * @param prompts of each row the prompt
 * @param firsts of each row its first position in this pass
 * @param ends of each row the position after its last
 * @param length padded tokens of a row
 */
record PositionGrid(long[] prompts, int[] firsts, int[] ends, int length) {
  static PositionGrid of(Microbatch batch) {
    return new PositionGrid(
        batch.rows().stream().mapToLong(row -> row.promptId()).toArray(),
        new int[batch.rows().size()],
        batch.rows().stream().mapToInt(row -> row.ids().length).toArray(),
        batch.paddedLength());
  }

  static PositionGrid of(List<StepRow> rows) {
    return new PositionGrid(
        rows.stream().mapToLong(StepRow::promptId).toArray(),
        rows.stream().mapToInt(StepRow::position).toArray(),
        rows.stream().mapToInt(row -> row.position() + 1).toArray(),
        1);
  }

  int rows() {
    return prompts.length;
  }

  /** Padded tokens of all rows. */
  int size() {
    return prompts.length * length;
  }

  boolean has(int row, int position) {
    return position >= firsts[row] && position < ends[row];
  }

  int place(int row, int position) {
    return row * length + position - firsts[row];
  }

  /** The places of positions that are named for each row. */
  long[] places(List<int[]> positions) {
    if (positions.size() != rows()) {
      throw new IllegalArgumentException("positions are named for every row");
    }
    return IntStream.range(0, rows())
        .boxed()
        .flatMapToLong(row -> Arrays.stream(positions.get(row)).mapToLong(at -> checked(row, at)))
        .toArray();
  }

  private long checked(int row, int position) {
    Objects.checkIndex(position - firsts[row], ends[row] - firsts[row]);
    return place(row, position);
  }
}
