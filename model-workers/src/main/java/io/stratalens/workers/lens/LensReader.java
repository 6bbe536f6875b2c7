package io.stratalens.workers.lens;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.capture.FiniteVectors;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.KeptVectors;
import io.stratalens.workers.engine.LensBlock;
import io.stratalens.workers.engine.LensNumbers;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.tokens.TokenNames;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Reads the lens of vectors in blocks of positions, each block through all its layers and sites, so
 * that a product is large and never more than a bounded part of [layers x positions x vocabulary]
 * exists. Both routes, inline and from stored vectors, end here.
 */
public final class LensReader {
  // Logits and three arrays of their size live at once.
  private static final long BLOCK_BYTES = 256L << 20;

  private final StageEngine engine;
  private final LensSpec spec;
  private final LensRows rows;
  private final int blockRows;

  /** A reader with an engine that holds the head. */
  public LensReader(
      StageEngine engine, LensSpec spec, TokenNames names, BufferAllocator allocator) {
    spec.check(engine.config().vocabulary());
    this.engine = engine;
    this.spec = spec;
    this.rows = new LensRows(spec, names, allocator);
    this.blockRows = blockRows(engine.config().vocabulary());
  }

  /** How many positions are read together. */
  public int blockRows() {
    return blockRows;
  }

  private static int blockRows(int vocabulary) {
    long fitting = BLOCK_BYTES / (4L * Float.BYTES * vocabulary);
    return (int) Math.max(1, Math.min(LensBlock.ROWS_TOGETHER, fitting));
  }

  /**
   * Reads vectors while they are on the device, or refuses all where one is not finite.
   *
   * @param keys the positions, in the order kept
   * @param slots what to read
   * @param finalSlot the slot of the last layer's resid_post, or -1
   */
  public void readKept(
      KeptVectors kept,
      List<RowKey> keys,
      List<LayerSite> slots,
      int finalSlot,
      Consumer<VectorSchemaRoot> taker) {
    FiniteVectors.check(kept, keys);
    int[] scored =
        slots.stream().mapToInt(slot -> kept.request().slot(slot.layer(), slot.site())).toArray();
    for (int first = 0; first < keys.size(); first += blockRows) {
      int end = Math.min(keys.size(), first + blockRows);
      List<RowKey> block = keys.subList(first, end);
      LensNumbers numbers = engine.lens(kept, block(block, scored, finalSlot, first));
      taker.accept(rows.batch(numbers, block, slots));
    }
  }

  /**
   * Reads stored vectors.
   *
   * @param vectors [slots, positions, width] of {@code type}, little-endian, in direct memory
   * @param keys the positions
   * @param scored which of the slots to read, by index
   * @param slots what these are
   * @param finalSlot the index of the last layer's resid_post among all slots, or -1
   */
  public VectorSchemaRoot readStored(
      ByteBuffer vectors,
      VectorType type,
      List<RowKey> keys,
      int[] scored,
      List<LayerSite> slots,
      int finalSlot) {
    int all =
        Math.toIntExact(
            (long) vectors.remaining() / type.bytes() / engine.config().width() / keys.size());
    LensNumbers numbers = engine.lens(vectors, type, all, block(keys, scored, finalSlot, 0));
    return rows.batch(numbers, keys, slots);
  }

  private LensBlock block(List<RowKey> keys, int[] scored, int finalSlot, int first) {
    long[] targets = new long[keys.size() * spec.targets()];
    for (int row = 0; row < keys.size(); row++) {
      for (int i = 0; i < spec.targets(); i++) {
        // A position without a target still needs a valid id; its numbers are not kept.
        targets[row * spec.targets() + i] = Math.max(0, spec.target(keys.get(row), i));
      }
    }
    return new LensBlock(
        scored, finalSlot, first, first + keys.size(), targets, spec.targets(), spec.topK());
  }
}
