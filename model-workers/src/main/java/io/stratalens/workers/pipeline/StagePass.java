package io.stratalens.workers.pipeline;

import io.stratalens.udfs.vector.VectorType;

/**
 * What a pass reads and keeps at most, and the caches that it goes on from.
 *
 * @param tokens of a microbatch, padding counted
 * @param positions that are kept of them
 * @param kept how a kept value is stored
 * @param cached positions of all rows in progress whose keys and values are held; 0 where nothing
 *     is generated
 */
public record StagePass(long tokens, long positions, VectorType kept, long cached) {
  /** Requires something to read. */
  public StagePass {
    if (tokens < 1 || positions < 0 || cached < 0) {
      throw new IllegalArgumentException(
          "a pass reads at least one token: " + tokens + ", and keeps " + positions);
    }
  }
}
