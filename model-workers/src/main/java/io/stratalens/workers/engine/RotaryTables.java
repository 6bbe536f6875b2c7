package io.stratalens.workers.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.model.ModelConfig;
import java.util.List;

/**
 * The rotary tables of the longest batch so far: what a model could read is often a hundred times
 * what it is given. They grow by replacement, so that a pass keeps those that it began with.
 */
final class RotaryTables {
  private final LoadedProgram program;
  private final NDManager manager;
  private final ModelConfig config;
  private int length;
  private List<NDArray> tables = List.of();

  RotaryTables(LoadedProgram program, NDManager manager, ModelConfig config) {
    this.program = program;
    this.manager = manager;
    this.config = config;
  }

  /**
   * Adds tables of at least this many positions to a call. The call then holds them itself: no
   * other thread's longer batch takes them away.
   */
  synchronized void addTo(CallValues arguments, int positions) {
    if (positions > length) {
      grow(positions);
    }
    arguments.tensors(tables);
  }

  /** How many positions the tables have. */
  synchronized int length() {
    return length;
  }

  private void grow(int positions) {
    int most = Microbatch.padded(config.maxPositions());
    if (positions > most) {
      throw StratalensException.invalid(
          "Cannot read the batch because the model was made for %d positions: %d with padding."
              + " Shorten its prompts.",
          config.maxPositions(), positions);
    }
    // Doubling, so that batches of rising length do not each bring tables of their own.
    int wanted = (int) Math.min(most, Long.highestOneBit(2L * positions - 1));
    List<NDArray> grown;
    try (NDManager host = manager.newSubManager(Device.cpu());
        CallValues arguments = new CallValues()) {
      float[] frequencies = config.rope().inverseFrequencies(config.headDim());
      arguments.tensor(host.create(frequencies)).integer(wanted);
      grown = program.tuple("rotary_tables", arguments, manager);
    }
    tables.forEach(NDArray::close);
    tables = grown;
    length = wanted;
  }
}
