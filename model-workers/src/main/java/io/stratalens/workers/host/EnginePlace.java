package io.stratalens.workers.host;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.engine.StageEngine;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Room for one set of stages: whoever asks for another one waits until nobody computes with those
 * that are there, since libtorch does not survive weights that are freed in mid-pass.
 */
final class EnginePlace {
  private static final long LOOK_MILLIS = 500;

  private String hosted = "";
  private List<StageEngine> engines = List.of();
  private int users;

  /**
   * @param name tells this set from every other one
   * @param loading called where another set, or none, is there
   * @param cancelled asked twice a second while this waits
   */
  synchronized HeldStages hold(
      String name, Supplier<List<StageEngine>> loading, BooleanSupplier cancelled) {
    while (users > 0 && !name.equals(hosted)) {
      awaitChange(cancelled);
    }
    if (!name.equals(hosted)) {
      freeUnused();
      engines = loading.get();
      hosted = name;
    }
    users++;
    return new HeldStages(engines, this::letGo);
  }

  private synchronized void letGo() {
    users--;
    notifyAll();
  }

  private void awaitChange(BooleanSupplier cancelled) {
    if (cancelled.getAsBoolean()) {
      throw StratalensException.failed(
          null, "Cannot compute a chunk because it was cancelled while it waited for the model");
    }
    try {
      wait(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StratalensException.failed(e, "Cannot compute a chunk because this was interrupted");
    }
  }

  /** Frees the native memory of what nobody computes with. */
  synchronized void freeUnused() {
    if (users == 0) {
      hosted = "";
      engines.forEach(StageEngine::close);
      engines = List.of();
    }
  }

  /** Bytes taken of the fullest GPU that has a stage; 0 on a CPU. */
  synchronized long deviceBytes() {
    return engines.stream().mapToLong(StageEngine::deviceBytes).max().orElse(0);
  }
}
