package io.stratalens.workers.cluster;

import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.host.HeldStages;
import io.stratalens.workers.pipeline.StageProgress;

/**
 * A stage that a worker of this process hosts, held until this is closed: its order, its place, all
 * that the process holds for the order, and which of these it is.
 */
public record LocalStage(
    WorkOrder order, StageAssignment assignment, HeldStages held, int index, StageProgress progress)
    implements AutoCloseable {

  /** The stage in libtorch. */
  public StageEngine engine() {
    return held.engines().get(index);
  }

  /** Whether another stage of the same pipeline is on this executor too. */
  boolean sharesExecutorWith(int stage) {
    return order.stages().stream()
        .anyMatch(other -> other.replica() == assignment.replica() && other.stage() == stage);
  }

  @Override
  public void close() {
    held.close();
  }
}
