package io.stratalens.workers.capture;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.arrow.Columns;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.engine.KeptVectors;
import io.stratalens.workers.selection.LayerSite;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Kept vectors as Arrow batches of whole slots where they fit: one row per slot and position, with
 * columns prompt_id, layer, site, position, token_id, phase, dtype, vector (little-endian values)
 * and norm.
 */
public final class ActivationBatch {
  // Small enough that a batch being written and one being filled stay far below the heap, large
  // enough that a Parquet page is never starved.
  private static final long BATCH_BYTES = 64L << 20;

  private final KeptVectors kept;
  private final List<RowKey> keys;
  private final Phase phase;
  private final BufferAllocator allocator;

  private ActivationBatch(
      KeptVectors kept, List<RowKey> keys, Phase phase, BufferAllocator allocator) {
    this.kept = kept;
    this.keys = keys;
    this.phase = phase;
    this.allocator = allocator;
  }

  /**
   * Hands over every kept vector, or refuses all where one is not finite. Whoever takes a batch
   * closes it; it does not refer to the kept vectors' memory.
   */
  public static void each(
      KeptVectors kept,
      Microbatch batch,
      BufferAllocator allocator,
      Consumer<VectorSchemaRoot> taker) {
    each(kept, batch, allocator, taker, BATCH_BYTES);
  }

  /**
   * The same for positions named by their keys.
   *
   * @param keys the positions of the kept vectors, in their order
   * @param phase which phase they belong to
   */
  public static void each(
      KeptVectors kept,
      List<RowKey> keys,
      Phase phase,
      BufferAllocator allocator,
      Consumer<VectorSchemaRoot> taker) {
    each(kept, keys, phase, allocator, taker, BATCH_BYTES);
  }

  static void each(
      KeptVectors kept,
      Microbatch batch,
      BufferAllocator allocator,
      Consumer<VectorSchemaRoot> taker,
      long batchBytes) {
    List<RowKey> keys = RowKey.of(batch, kept.request().positions());
    each(kept, keys, Phase.PROMPT, allocator, taker, batchBytes);
  }

  private static void each(
      KeptVectors kept,
      List<RowKey> keys,
      Phase phase,
      BufferAllocator allocator,
      Consumer<VectorSchemaRoot> taker,
      long batchBytes) {
    if (kept.count() == 0) {
      return;
    }
    FiniteVectors.check(kept, keys);
    ActivationBatch batches = new ActivationBatch(kept, keys, phase, allocator);
    float[] norms = kept.norms();
    long together = Math.max(1, batchBytes / batches.vectorBytes());
    if (together > keys.size()) {
      together -= together % keys.size();
    }
    for (long first = 0; first < kept.count(); first += together) {
      taker.accept(batches.root(first, Math.min(kept.count(), first + together), norms));
    }
  }

  private int vectorBytes() {
    return kept.width() * kept.request().type().bytes();
  }

  // The vectors from first to end, counted through the rows of all slots.
  private VectorSchemaRoot root(long first, long end, float[] norms) {
    int rows = Math.toIntExact(end - first);
    BigIntVector prompts = Columns.longs("prompt_id", rows, allocator);
    IntVector layers = Columns.integers("layer", rows, allocator);
    IntVector positions = Columns.integers("position", rows, allocator);
    IntVector tokens = Columns.integers("token_id", rows, allocator);
    Float4Vector lengths = Columns.floats("norm", rows, allocator);
    List<String> sites = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      int vector = Math.toIntExact(first + row);
      RowKey own = keys.get(vector % keys.size());
      LayerSite point = kept.request().points().get(vector / keys.size());
      prompts.set(row, own.promptId());
      layers.set(row, point.layer());
      positions.set(row, own.position());
      tokens.set(row, own.tokenId());
      lengths.set(row, norms[vector]);
      sites.add(point.site().label());
    }
    VectorType type = kept.request().type();
    List<FieldVector> columns =
        List.of(
            prompts,
            layers,
            Columns.texts("site", sites, allocator),
            positions,
            tokens,
            Columns.constant("phase", phase.label(), rows, allocator),
            Columns.constant("dtype", type.label(), rows, allocator),
            Columns.binaries("vector", kept.bytes(first, end), rows, vectorBytes(), allocator),
            lengths);
    return Columns.root(columns, rows);
  }
}
