package io.stratalens.workers.batch;

import java.util.List;

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
