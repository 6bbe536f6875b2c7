package io.stratalens.workers.host;

import io.stratalens.workers.engine.StageEngine;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stages that somebody computes with, which are not freed meanwhile. Closing, from any thread, lets
 * them go; they stay loaded until others are asked for. Twice is fine.
 */
public final class HeldStages implements AutoCloseable {
  private final List<StageEngine> engines;
  private final Runnable letGo;
  private final AtomicBoolean closed = new AtomicBoolean();

  HeldStages(List<StageEngine> engines, Runnable letGo) {
    this.engines = engines;
    this.letGo = letGo;
  }

  /** The stages, in the order asked for. */
  public List<StageEngine> engines() {
    return engines;
  }

  /** The stage, where one was asked for. */
  public StageEngine engine() {
    return engines.get(0);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      letGo.run();
    }
  }
}
