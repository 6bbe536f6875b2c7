package io.stratalens.jobs.bench;

import io.stratalens.workers.engine.StageEngine;

/** How fast this machine multiplies with a model's unembedding when it does nothing else. */
final class HeadSpeed {
  private static final int[] ROWS = {64, 512};
  private static final double OPERATIONS = 5e10;
  // Of a toy's head so many products would be calls for minutes.
  private static final int MOST_TIMES = 1000;
  private static final int ROUNDS = 3;

  private final StageEngine engine;

  HeadSpeed(StageEngine engine) {
    this.engine = engine;
  }

  /** Floating-point operations a second: the best of several products and rounds. */
  double operationsPerSecond() {
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      for (int rows : ROWS) {
        double product = 2.0 * rows * engine.config().width() * engine.config().vocabulary();
        int times = (int) Math.max(1, Math.min(MOST_TIMES, OPERATIONS / product));
        long start = System.nanoTime();
        engine.products(rows, times);
        best = Math.max(best, times * product / ((System.nanoTime() - start) / 1e9));
      }
    }
    return best;
  }
}
