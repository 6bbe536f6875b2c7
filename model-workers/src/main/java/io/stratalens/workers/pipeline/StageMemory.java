package io.stratalens.workers.pipeline;

/**
 * The bytes that a stage takes of its device at most. {@link StageMemoryModel} has the formulas.
 * What the driver and libtorch take for themselves, and what is lost between blocks of memory, is
 * not counted.
 *
 * @param weights its tensors as the engine holds them
 * @param loading the most while it loads: the weights so far and a matrix once more
 * @param kept the vectors that a pass keeps
 * @param links hidden states that wait for the next stage, with all that stays while they do
 * @param cache keys and values of rows in progress
 * @param workspace hidden states, and the intermediates at the widest point of a pass
 */
public record StageMemory(
    long weights, long loading, long kept, long links, long cache, long workspace) {
  /** What the device needs: loading and computing follow each other. */
  public long total() {
    return Math.max(loading, weights + kept + links + cache + workspace);
  }

  /** What is left for caches on a device of so many bytes; 0 where the stage cannot be loaded. */
  public long roomForCaches(long device) {
    return loading > device ? 0 : Math.max(0, device - weights - kept - links - workspace);
  }
}
