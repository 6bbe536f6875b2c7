package io.stratalens.workers.engine;

import ai.djl.ndarray.NDManager;
import io.stratalens.workers.batch.Microbatch;
import java.util.Arrays;
import java.util.Objects;

/**
 * Where the rows of a prefill leave their keys and values.
 *
 * @param cache the cache
 * @param slots for each row of the batch a slot of its own
 */
public record CacheSlots(KeyValueCache cache, int[] slots) {
  /** Requires slots that the cache has, each once. */
  public CacheSlots {
    slots = slots.clone();
    if (Arrays.stream(slots).distinct().count() != slots.length) {
      throw new IllegalArgumentException("a slot holds one row: " + Arrays.toString(slots));
    }
    for (int slot : slots) {
      Objects.checkIndex(slot, cache.slots());
    }
  }

  void addTo(CallValues arguments, Microbatch batch, NDManager manager) {
    if (slots.length != batch.rows().size() || batch.paddedLength() > cache.capacity()) {
      throw new IllegalArgumentException(
          "a cache has a slot for every row and every position: %d slots of %d for %d rows of %d"
              .formatted(
                  slots.length, cache.capacity(), batch.rows().size(), batch.paddedLength()));
    }
    cache.addTo(arguments);
    arguments.tensor(manager.create(Arrays.stream(slots).asLongStream().toArray()));
  }
}
