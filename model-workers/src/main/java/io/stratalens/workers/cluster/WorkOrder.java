package io.stratalens.workers.cluster;

import java.io.Serializable;
import java.util.List;

/**
 * What an executor is to host.
 *
 * @param epoch rises with every new order of the application
 * @param modelFolder the checkpoint, at the same path on every executor
 * @param modelHash its content hash
 * @param stages by devices; empty for a spare
 */
public record WorkOrder(
    int epoch, String modelFolder, String modelHash, List<StageAssignment> stages)
    implements Serializable {
  /** Copies the stages. */
  public WorkOrder {
    stages = List.copyOf(stages);
  }
}
