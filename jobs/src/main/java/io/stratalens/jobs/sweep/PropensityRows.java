package io.stratalens.jobs.sweep;

import io.stratalens.jobs.delta.TableWriter;
import org.apache.arrow.memory.BufferAllocator;

/** Writes rows of the table propensities, a batch at a time. */
final class PropensityRows {
  private final TableWriter writer;
  private final BufferAllocator allocator;
  private final PropensityBatch batch = new PropensityBatch();

  PropensityRows(TableWriter writer, BufferAllocator allocator) {
    this.writer = writer;
    this.allocator = allocator;
  }

  void add(Propensity row) {
    batch.add(row);
    if (batch.isFull()) {
      flush();
    }
  }

  /** Writes what was added. */
  void flush() {
    if (!batch.isEmpty()) {
      writer.write(batch.take(allocator));
    }
  }
}
