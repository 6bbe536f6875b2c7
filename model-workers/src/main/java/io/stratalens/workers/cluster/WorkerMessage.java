package io.stratalens.workers.cluster;

import io.stratalens.workers.metrics.ProcessMetric;
import java.io.Serializable;
import java.util.Map;

/** What an executor's part of the plugin asks the driver's part. */
sealed interface WorkerMessage extends Serializable {
  /** Answered with the worker's order, packed, or null where there is none. */
  record Beat(WorkerReport report, Map<ProcessMetric, Double> metrics) implements WorkerMessage {
    /** Copies the metrics. */
    public Beat {
      metrics = Map.copyOf(metrics);
    }
  }

  /** Answered with null. */
  record Failed(int epoch, StageFailure failure) implements WorkerMessage {}

  /** A worker could not be started; answered with null. */
  record Stillborn(String executor, String cause) implements WorkerMessage {}
}
