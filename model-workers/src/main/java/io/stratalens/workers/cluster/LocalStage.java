package io.stratalens.workers.cluster;

import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.pipeline.StageProgress;

/** A stage that a worker of this process hosts: its order, its place, its engine. */
public record LocalStage(
    WorkOrder order, StageAssignment assignment, StageEngine engine, StageProgress progress) {

  /** Whether another stage of the same pipeline is on this executor too. */
  boolean sharesExecutorWith(int stage) {
    return order.stages().stream()
        .anyMatch(other -> other.replica() == assignment.replica() && other.stage() == stage);
  }
}
