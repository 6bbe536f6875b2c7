package io.stratalens.workers.cluster;

import java.util.List;

/** What the driver knows of one executor; {@code heard} is on the driver's own clock. */
record WorkerEntry(WorkerReport report, long heard, WorkOrder order) {
  WorkerEntry ordered(WorkOrder next) {
    return new WorkerEntry(report, heard, next);
  }

  boolean ready() {
    return order != null && report.epoch() == order.epoch() && report.phase() == WorkerPhase.READY;
  }

  boolean failed() {
    return order != null && report.epoch() == order.epoch() && report.phase() == WorkerPhase.FAILED;
  }

  List<StageAssignment> stages() {
    return order == null ? List.of() : order.stages();
  }
}
