package io.stratalens.workers.host;

import java.io.Serializable;

/**
 * The most memory that a process took since its stages were loaded.
 *
 * @param resident bytes resident beyond those right after loading, the Java heap's growth included;
 *     0 where the system does not count them
 * @param device bytes taken of a GPU, weights included, by all its processes; 0 on a CPU
 */
public record MemoryPeak(long resident, long device) implements Serializable {
  /** Of a process that loaded nothing. */
  public static final MemoryPeak NONE = new MemoryPeak(0, 0);

  /** The larger of each, over processes. */
  public MemoryPeak most(MemoryPeak other) {
    return new MemoryPeak(Math.max(resident, other.resident), Math.max(device, other.device));
  }
}
