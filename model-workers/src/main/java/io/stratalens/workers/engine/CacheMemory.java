package io.stratalens.workers.engine;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import com.sun.management.OperatingSystemMXBean;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.model.ModelConfig;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.function.Supplier;

/** What the keys and values of rows in progress take, refused where there is no room. */
final class CacheMemory {
  /** Whose keys and values they are, which tells what may make room. */
  enum Rows {
    /** Generations in progress. */
    GENERATED(
        "rows in progress", "--rows %d", "Use fewer --rows, shorter prompts or fewer new tokens"),
    /** Prompts that are read together, once. */
    READ("prompts read together", "%d prompts", "Use fewer --batch-tokens or shorter prompts");

    private final String name;
    private final String count;
    private final String remedy;

    Rows(String name, String count, String remedy) {
      this.name = name;
      this.count = count;
      this.remedy = remedy;
    }
  }

  private final Rows rows;
  private final int slots;
  private final long bytes;

  CacheMemory(
      ModelConfig config,
      StageSlice slice,
      VectorType computed,
      Rows rows,
      int slots,
      int positions) {
    this.rows = rows;
    this.slots = slots;
    this.bytes =
        KeyValueCache.bytes(
            config, slice.layers(), (long) slots * Microbatch.padded(positions), computed.bytes());
  }

  /**
   * Makes the cache. A CPU's memory is looked at before, since a process that takes more than there
   * is gets killed; a GPU says itself when there is no more.
   */
  KeyValueCache held(Device device, Supplier<KeyValueCache> made) {
    if (!device.isGpu() && bytes > free()) {
      throw refused("this machine has " + number(free()) + " left", null);
    }
    try {
      return made.get();
    } catch (EngineException e) {
      if (device.isGpu() && String.valueOf(e.getMessage()).contains("out of memory")) {
        throw refused("the GPU has less left", e);
      }
      throw e;
    }
  }

  private StratalensException refused(String room, Throwable cause) {
    return StratalensException.invalid(
        cause,
        "Cannot hold the keys and values of the %s because they take %s bytes and %s: %s. %s.",
        rows.name,
        number(bytes),
        room,
        rows.count.formatted(slots),
        rows.remedy);
  }

  /**
   * What the system could give, within the bounds of a container, of which this process has taken
   * its own share already: weights for the most part. Pages of files do not count, since the system
   * takes them back.
   */
  private static long free() {
    long total =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    long left = total - ProcMemory.ofProcess("RssAnon").orElse(0);
    return Math.min(left, ProcMemory.ofMachine("MemAvailable").orElse(left));
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
