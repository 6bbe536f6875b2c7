package io.stratalens.jobs.bench;

import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.model.ShapeSpec;

/**
 * Work that does one thing only, with the engine that is judged by it: what this machine does at
 * most. It takes turns with what it bounds, since shared machines change from minute to minute.
 */
final class MachineWork implements AutoCloseable {
  private static final StageSlice TABLES = new StageSlice(0, 0, true, true);
  private static final int SQUARE = 2048;
  private static final int ROWS = 512;
  private static final int COLUMNS = 1024;
  private static final double LEAST_OPERATIONS = 3e10;
  private static final double LEAST_BYTES = 4e8;

  // Of a toy's weights so many readings would be calls for seconds.
  private static final int MOST_TIMES = 1000;

  private final StageEngine engine;
  private final int rows;
  private final boolean sums;
  private final int times;
  private final double amount;

  private MachineWork(StageEngine engine, int rows, boolean sums, double least, double once) {
    this.engine = engine;
    this.rows = rows;
    this.sums = sums;
    this.times = (int) Math.max(1, Math.min(MOST_TIMES, least / once));
    this.amount = times * once;
  }

  /** The product of large matrices; its amount is floating-point operations. */
  static MachineWork product() {
    double once = 2.0 * ROWS * SQUARE * SQUARE;
    return new MachineWork(tables(SQUARE, SQUARE), ROWS, false, LEAST_OPERATIONS, once);
  }

  /**
   * Reading so many bytes again and again, as one row's product with a matrix and as its sum,
   * whichever is faster: what fits into a cache comes from there. Its amount is bytes.
   */
  static MachineWork memory(double bytes) {
    int lines = (int) Math.max(1, Math.round(bytes / Float.BYTES / COLUMNS));
    double once = (double) lines * COLUMNS * Float.BYTES;
    return new MachineWork(tables(COLUMNS, lines), 1, true, LEAST_BYTES, once);
  }

  /** What a pass does. */
  double amount() {
    return amount;
  }

  /** Seconds of a pass. */
  double pass() {
    double product = seconds(() -> engine.products(rows, times));
    return sums ? Math.min(product, seconds(() -> engine.reads(times))) : product;
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** An embedding and an unembedding, each [rows, columns], and nothing between. */
  private static StageEngine tables(int columns, int rows) {
    String shape =
        "layers=1,width=%d,ffn=1,heads=%d,kv=1,vocab=%d".formatted(columns, columns / 64, rows);
    return StageEngine.random(ShapeSpec.parse(shape), TABLES, 1);
  }

  @Override
  public void close() {
    engine.close();
  }
}
