package io.stratalens.workers.engine;

/** How the vectors that a decoding step kept come to the host. */
public enum HostCopies {
  /** When they are read: on a CPU nothing is copied, a GPU is waited for. */
  DIRECT,
  /**
   * Behind the step in the device's queue, into one of two stacks that belong to the cache, in
   * turns, so that reading one waits for nothing once the step's tokens are there, while the next
   * step runs. Vectors are valid until the step after the next one.
   */
  STACKED
}
