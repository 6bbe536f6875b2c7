package io.stratalens.workers.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.model.ModelConfig;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Keys and values of rows in progress, for the layers of one stage. A cache has one owner, who
 * closes it, and serves one thread at a time; a stage may have several. Its memory is taken at once
 * and stays as it is.
 */
public final class KeyValueCache implements AutoCloseable {
  private final LoadedProgram program;
  private final NDManager scope;
  private final List<NDArray> tensors;
  private final Optional<HostStacks> stacks;
  private final int slots;
  private final int capacity;

  KeyValueCache(
      LoadedProgram program, NDManager manager, int slots, int positions, HostCopies copies) {
    if (slots < 1 || positions < 1) {
      throw new IllegalArgumentException(
          "a cache has slots and positions: " + slots + " and " + positions);
    }
    this.program = program;
    this.slots = slots;
    this.capacity = Microbatch.padded(positions);
    this.scope = manager.newSubManager();
    this.stacks =
        copies == HostCopies.STACKED
            ? Optional.of(new HostStacks(program, scope))
            : Optional.empty();
    try (CallValues arguments = new CallValues().integer(slots).integer(capacity)) {
      this.tensors = program.list("make_cache", arguments, scope);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  /**
   * Bytes of the keys and values of so many positions, those of all rows together.
   *
   * @param valueBytes of one value in the type that is computed in
   */
  public static long bytes(ModelConfig config, int layers, long positions, long valueBytes) {
    return 2L * layers * positions * config.keyValueWidth() * valueBytes;
  }

  /** How many rows it holds. */
  public int slots() {
    return slots;
  }

  /** How many positions of a row it holds: at least those asked for, a multiple of eight. */
  public int capacity() {
    return capacity;
  }

  /** Moves what one slot holds to another, whose own is lost. */
  public void move(int source, int target) {
    Objects.checkIndex(source, slots);
    Objects.checkIndex(target, slots);
    try (CallValues arguments = new CallValues()) {
      program.run("move_slot", arguments.tensors(tensors).integer(source).integer(target));
    }
  }

  /**
   * Where a step leaves so many bytes of vectors and norms; empty where they stay in place, as do
   * more than a buffer reaches.
   */
  Optional<NDArray> stack(long bytes) {
    return bytes == 0 || bytes > Integer.MAX_VALUE
        ? Optional.empty()
        : stacks.map(both -> both.next(bytes));
  }

  void addTo(CallValues arguments) {
    arguments.tensors(tensors);
  }

  @Override
  public void close() {
    scope.close();
  }
}
