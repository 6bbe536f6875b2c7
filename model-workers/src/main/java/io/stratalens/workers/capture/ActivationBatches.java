package io.stratalens.workers.capture;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.engine.KeptVectors;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Kept vectors as Arrow batches: one row per slot and position, with columns prompt_id, layer,
 * site, position, token_id, phase, dtype, vector (little-endian values) and norm. What is much is
 * cut into batches of whole slots where they fit; small passes, such as decoding steps, are
 * collected first. Used by one thread, and closed when all is taken.
 */
public final class ActivationBatches implements AutoCloseable {
  // Small enough that a batch being written and one being filled stay far below the heap, large
  // enough that a Parquet page is never starved.
  private static final long MOST_BYTES = 64L << 20;

  // A writer that wakes for every step takes libtorch's threads off their cores in the middle of a
  // product: three times as much time was lost as it used.
  private static final long COLLECTED_BYTES = 4L << 20;

  private final BufferAllocator allocator;
  private final Consumer<VectorSchemaRoot> taker;
  private final long most;
  private final long collected;
  private ActivationRows filling;

  /** Batches for {@code taker}, which closes each; none refers to kept vectors' memory. */
  public ActivationBatches(BufferAllocator allocator, Consumer<VectorSchemaRoot> taker) {
    this(allocator, taker, MOST_BYTES, COLLECTED_BYTES);
  }

  /**
   * @param most bytes of vectors of a batch, but at least one vector
   * @param collected bytes of vectors that passes are collected to
   */
  ActivationBatches(
      BufferAllocator allocator, Consumer<VectorSchemaRoot> taker, long most, long collected) {
    this.allocator = allocator;
    this.taker = taker;
    this.most = most;
    this.collected = collected;
  }

  /**
   * Takes what a pass kept, or refuses all of it where a vector is not finite.
   *
   * @param keys the positions of the kept vectors, in their order
   * @param phase which phase they belong to
   */
  public void add(KeptVectors kept, List<RowKey> keys, Phase phase) {
    if (kept.count() == 0) {
      return;
    }
    float[] norms = kept.norms();
    FiniteVectors.check(kept, keys, norms);
    VectorType type = kept.request().type();
    long room = collected / ((long) kept.width() * type.bytes());
    if (kept.count() > room) {
      flush();
      cut(kept, keys, phase, norms);
      return;
    }
    if (filling != null && !filling.takes(kept.count(), kept.width(), type)) {
      flush();
    }
    if (filling == null) {
      filling = new ActivationRows(Math.toIntExact(room), kept.width(), type, allocator);
    }
    filling.add(kept, keys, phase, norms, 0, kept.count());
  }

  private void cut(KeptVectors kept, List<RowKey> keys, Phase phase, float[] norms) {
    VectorType type = kept.request().type();
    long together = Math.max(1, most / ((long) kept.width() * type.bytes()));
    if (together > keys.size()) {
      together -= together % keys.size();
    }
    for (long first = 0; first < kept.count(); first += together) {
      long end = Math.min(kept.count(), first + together);
      filling = new ActivationRows(Math.toIntExact(end - first), kept.width(), type, allocator);
      filling.add(kept, keys, phase, norms, first, end);
      flush();
    }
  }

  /** Hands over what was collected. */
  public void flush() {
    if (filling != null) {
      VectorSchemaRoot batch = filling.finished();
      filling = null;
      taker.accept(batch);
    }
  }

  /** Drops what was not handed over. */
  @Override
  public void close() {
    if (filling != null) {
      filling.close();
      filling = null;
    }
  }
}
