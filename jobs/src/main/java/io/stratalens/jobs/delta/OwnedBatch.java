package io.stratalens.jobs.delta;

import io.stratalens.jobs.parquet.RowColumns;
import org.apache.arrow.vector.VectorSchemaRoot;

/** A batch and the table's view of it; closing gives the batch's memory back. */
record OwnedBatch(RowColumns columns, VectorSchemaRoot root) implements AutoCloseable {
  @Override
  public void close() {
    root.close();
  }
}
