package io.stratalens.workers.cluster;

import java.io.Serializable;

/** What an executor's part of the plugin asks the driver's part. */
sealed interface WorkerMessage extends Serializable {
  /** Answered with the worker's order, packed, or null where there is none. */
  record Beat(WorkerReport report) implements WorkerMessage {}

  /** Answered with null. */
  record Failed(int epoch, StageFailure failure) implements WorkerMessage {}

  /** A worker could not be started; answered with null. */
  record Stillborn(String executor, String cause) implements WorkerMessage {}
}
