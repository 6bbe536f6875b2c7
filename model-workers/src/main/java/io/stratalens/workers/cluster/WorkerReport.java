package io.stratalens.workers.cluster;

import java.io.Serializable;
import java.util.List;

/**
 * What an executor says of itself, twice a second.
 *
 * @param executor Spark's id
 * @param host where its data port is reached
 * @param port the data port
 * @param devices addresses of its GPUs, or one name for its CPU
 * @param epoch of the order that the phase is about; -1 before the first
 * @param failure why the phase is FAILED, else empty
 * @param stuckMillis how long the stage that has computed longest without progress has done so; 0
 *     where all wait for others
 */
public record WorkerReport(
    String executor,
    String host,
    int port,
    List<String> devices,
    int epoch,
    WorkerPhase phase,
    String failure,
    long stuckMillis)
    implements Serializable {
  /** Copies the devices. */
  public WorkerReport {
    devices = List.copyOf(devices);
  }
}
