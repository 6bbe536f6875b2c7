package io.stratalens.jobs.bench;

import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.model.ShapeSpec;
import java.util.function.IntConsumer;

/**
 * What this machine does at most, measured with the engine that is judged by it: the best of
 * several tries, since anything else beside them makes them slower.
 */
final class MachineSpeed {
  private static final StageSlice TABLES = new StageSlice(0, 0, true, true);
  private static final int SQUARE = 2048;
  private static final int COLUMNS = 1024;
  private static final int ROUNDS = 5;
  private static final double LEAST_BYTES = 5e8;

  // Of a toy's weights so many readings would be calls for seconds.
  private static final int MOST_TIMES = 1000;

  private MachineSpeed() {}

  /** Floating-point operations a second of a large product. */
  static double operationsPerSecond() {
    try (StageEngine engine = tables(SQUARE, SQUARE)) {
      return new HeadSpeed(engine).operationsPerSecond();
    }
  }

  /**
   * Bytes a second of reading so many again and again, as one row's product with a matrix or as its
   * sum, whichever is faster: what fits into a cache comes from there.
   */
  static double bytesPerSecond(double bytes) {
    int rows = (int) Math.max(1, Math.round(bytes / Float.BYTES / COLUMNS));
    try (StageEngine engine = tables(COLUMNS, rows)) {
      double real = (double) rows * COLUMNS * Float.BYTES;
      int times = (int) Math.max(1, Math.min(MOST_TIMES, LEAST_BYTES / real));
      double best = 0;
      for (int round = 0; round < ROUNDS; round++) {
        best = Math.max(best, rate(times, real, count -> engine.products(1, count)));
        best = Math.max(best, rate(times, real, engine::reads));
      }
      return best;
    }
  }

  private static double rate(int times, double bytes, IntConsumer work) {
    long start = System.nanoTime();
    work.accept(times);
    return times * bytes / ((System.nanoTime() - start) / 1e9);
  }

  /** An embedding and an unembedding, each [rows, columns], and nothing between. */
  private static StageEngine tables(int columns, int rows) {
    String shape =
        "layers=1,width=%d,ffn=1,heads=%d,kv=1,vocab=%d".formatted(columns, columns / 64, rows);
    return StageEngine.random(ShapeSpec.parse(shape), TABLES, 1);
  }
}
