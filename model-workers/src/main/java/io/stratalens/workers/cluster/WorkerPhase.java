package io.stratalens.workers.cluster;

/** How far an executor's worker is with its order. */
public enum WorkerPhase {
  /** No order yet. */
  IDLE,
  /** Weights are read. */
  LOADING,
  /** The order's stages can compute. */
  READY,
  /** The order's stages cannot be loaded, or the worker not be started. */
  FAILED
}
