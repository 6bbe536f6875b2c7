package io.stratalens.jobs.bench;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.engine.KeptVectors;
import io.stratalens.workers.engine.LensBlock;
import io.stratalens.workers.engine.StageEngine;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** Vectors of several steps on the host, [slots, steps x rows, width], and their lens. */
final class StoredSteps implements AutoCloseable {
  private final StageEngine engine;
  private final VectorType type;
  private final int slots;
  private final int rows;
  private final int stepBytes;
  private final BufferAllocator allocator = new RootAllocator();
  private final ArrowBuf memory;
  private final ByteBuffer vectors;
  private int filled;

  /**
   * @param batch rows of a step
   */
  StoredSteps(int slots, int batch, int steps, StageEngine engine) {
    this.engine = engine;
    this.type = engine.computeVectorType();
    this.slots = slots;
    this.rows = batch * steps;
    this.stepBytes = bytes(batch, engine);
    // Freed with its owner: one that waits for the garbage collector would hide what comes next.
    int bytes = Math.multiplyExact(Math.multiplyExact(slots, steps), stepBytes);
    this.memory = allocator.buffer(bytes);
    this.vectors = memory.nioBuffer(0, bytes).clear();
  }

  /** How many steps one buffer has room for. */
  static int most(int slots, int batch, StageEngine engine) {
    return (int) (Integer.MAX_VALUE / ((long) slots * bytes(batch, engine)));
  }

  private static int bytes(int batch, StageEngine engine) {
    return batch * engine.config().width() * engine.computeVectorType().bytes();
  }

  @Override
  public void close() {
    memory.close();
    allocator.close();
  }

  /** What is held on the host. */
  long bytes() {
    return vectors.capacity();
  }

  /** Floating-point operations of the products that their lens takes. */
  double lensOperations() {
    return 2.0 * engine.config().width() * engine.config().vocabulary() * slots * rows;
  }

  /** The vectors of the next step. */
  void add(KeptVectors kept) {
    ByteBuffer bytes = kept.bytes();
    int slotBytes = vectors.capacity() / slots;
    for (int slot = 0; slot < slots; slot++) {
      vectors.put(
          slot * slotBytes + filled * stepBytes,
          bytes,
          bytes.position() + slot * stepBytes,
          stepBytes);
    }
    filled++;
  }

  /** Reads the lens of all of them: all slots in one call, or each on its own. */
  void readLens(boolean together, int topK) {
    if (together) {
      readBlocks(vectors, slots, topK);
      return;
    }
    int slotBytes = vectors.capacity() / slots;
    for (int slot = 0; slot < slots; slot++) {
      readBlocks(vectors.slice(slot * slotBytes, slotBytes), 1, topK);
    }
  }

  private void readBlocks(ByteBuffer part, int count, int topK) {
    int[] scored = IntStream.range(0, count).toArray();
    for (int first = 0; first < rows; first += LensBlock.ROWS_TOGETHER) {
      int end = Math.min(rows, first + LensBlock.ROWS_TOGETHER);
      long[] targets = new long[end - first];
      engine.lens(part, type, count, new LensBlock(scored, -1, first, end, targets, 1, topK));
    }
  }
}
