package io.stratalens.workers.engine;

/** How the vectors that a decoding step kept come to the host. */
public enum HostCopies {
  /** When they are read: on a CPU nothing is copied, a GPU is waited for. */
  DIRECT,
  /**
   * During the step, into one of two stacks that belong to the cache, in turns: a GPU copies while
   * it goes on with the next step. Vectors are valid until the step after the next one.
   */
  STACKED
}
