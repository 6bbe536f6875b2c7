package io.stratalens.workers.batch;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Prompts that one forward pass reads together, padded on the right to one length. The length is a
 * multiple of eight, so that the kernels chosen do not depend on how prompts were cut.
 *
 * @param rows the prompts
 */
public record Microbatch(List<TokenRow> rows) {
  private static final int MULTIPLE = 8;

  /** Requires at least one row. */
  public Microbatch {
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("a microbatch has at least one row");
    }
  }

  /** A length after padding. */
  public static int padded(int tokens) {
    return (tokens + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
  }

  /** Tokens of every row after padding. */
  public int paddedLength() {
    return padded(rows.stream().mapToInt(row -> row.ids().length).max().orElseThrow());
  }

  /** Tokens of all rows, padding apart. */
  public int tokens() {
    return rows.stream().mapToInt(row -> row.ids().length).sum();
  }

  /** The last position of every row. */
  public List<int[]> lastPositions() {
    return rows.stream().map(row -> new int[] {row.ids().length - 1}).toList();
  }

  /** Every position of every row, padding apart. */
  public List<int[]> allPositions() {
    return rows.stream().map(row -> IntStream.range(0, row.ids().length).toArray()).toList();
  }

  /** The same prompts with their padding as tokens, which follow all that is the prompt's own. */
  public Microbatch filled() {
    int length = paddedLength();
    return new Microbatch(
        rows.stream()
            .map(row -> new TokenRow(row.promptId(), Arrays.copyOf(row.ids(), length)))
            .toList());
  }

  /** Ids in row-major order, padding as id 0: [rows x paddedLength]. */
  public long[] paddedIds() {
    int length = paddedLength();
    long[] ids = new long[rows.size() * length];
    for (int row = 0; row < rows.size(); row++) {
      int[] own = rows.get(row).ids();
      for (int i = 0; i < own.length; i++) {
        ids[row * length + i] = own[i];
      }
    }
    return ids;
  }
}
