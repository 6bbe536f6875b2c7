package io.stratalens.workers.capture;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.arrow.Columns;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.engine.KeptVectors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Kept vectors as Arrow batches: one row per slot and position, with columns prompt_id, layer,
 * site, position, token_id, phase, dtype, vector (little-endian values) and norm.
 */
public final class ActivationBatch {
  // Small enough that a batch being written and one being filled stay far below the heap, large
  // enough that a Parquet page is never starved.
  private static final long BATCH_BYTES = 64L << 20;

  private static final String PROMPT_PHASE = "prompt";

  private final KeptVectors kept;
  private final List<RowKey> keys;
  private final BufferAllocator allocator;

  private ActivationBatch(KeptVectors kept, List<RowKey> keys, BufferAllocator allocator) {
    this.kept = kept;
    this.keys = keys;
    this.allocator = allocator;
  }

  /**
   * Hands over every kept vector. Whoever takes a batch closes it; it does not refer to the kept
   * vectors' memory.
   */
  public static void each(
      KeptVectors kept,
      Microbatch batch,
      BufferAllocator allocator,
      Consumer<VectorSchemaRoot> taker) {
    List<RowKey> keys = RowKey.of(batch, kept.request().positions());
    if (keys.isEmpty() || kept.request().slots() == 0) {
      return;
    }
    ActivationBatch batches = new ActivationBatch(kept, keys, allocator);
    ByteBuffer bytes = kept.bytes();
    float[] norms = kept.norms();
    long slotBytes = (long) keys.size() * batches.vectorBytes();
    int slotsTogether = (int) Math.max(1, BATCH_BYTES / slotBytes);
    for (int slot = 0; slot < kept.request().slots(); slot += slotsTogether) {
      int end = Math.min(kept.request().slots(), slot + slotsTogether);
      taker.accept(batches.root(slot, end, bytes, norms));
    }
  }

  private int vectorBytes() {
    return kept.width() * kept.request().type().bytes();
  }

  private VectorSchemaRoot root(int firstSlot, int endSlot, ByteBuffer bytes, float[] norms) {
    int rows = (endSlot - firstSlot) * keys.size();
    BigIntVector prompts = Columns.longs("prompt_id", rows, allocator);
    IntVector layers = Columns.integers("layer", rows, allocator);
    IntVector positions = Columns.integers("position", rows, allocator);
    IntVector tokens = Columns.integers("token_id", rows, allocator);
    Float4Vector lengths = Columns.floats("norm", rows, allocator);
    List<String> sites = new ArrayList<>(rows);
    int row = 0;
    for (int slot = firstSlot; slot < endSlot; slot++) {
      for (int key = 0; key < keys.size(); key++, row++) {
        RowKey own = keys.get(key);
        prompts.set(row, own.promptId());
        layers.set(row, kept.request().layer(slot));
        positions.set(row, own.position());
        tokens.set(row, own.tokenId());
        lengths.set(row, norms[slot * keys.size() + key]);
        sites.add(kept.request().site(slot).label());
      }
    }
    VectorType type = kept.request().type();
    List<FieldVector> columns =
        List.of(
            prompts,
            layers,
            Columns.texts("site", sites, allocator),
            positions,
            tokens,
            Columns.constant("phase", PROMPT_PHASE, rows, allocator),
            Columns.constant("dtype", type.label(), rows, allocator),
            vectors(firstSlot, rows, bytes),
            lengths);
    return Columns.root(columns, rows);
  }

  private VarBinaryVector vectors(int firstSlot, int rows, ByteBuffer bytes) {
    int each = vectorBytes();
    ByteBuffer own =
        bytes
            .duplicate()
            .position(firstSlot * keys.size() * each)
            .limit((firstSlot * keys.size() + rows) * each);
    return Columns.binaries("vector", own.slice(), rows, each, allocator);
  }
}
