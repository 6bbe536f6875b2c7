package io.stratalens.workers.cluster;

import java.io.Serializable;
import java.util.List;

/**
 * What an executor is to host.
 *
 * @param epoch rises with every new order of the application
 * @param modelFolder where the checkpoint is, as {@link
 *     io.stratalens.workers.location.Models#folder} finds it in every process
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
