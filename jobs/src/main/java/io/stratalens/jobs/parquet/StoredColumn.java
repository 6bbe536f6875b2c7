package io.stratalens.jobs.parquet;

import org.apache.parquet.io.api.RecordConsumer;

/** The values of one column of a batch, as Parquet takes them. */
interface StoredColumn {
  /** Whether the row has no value. */
  boolean isNull(int row);

  /** Adds the row's value, which is not NULL. */
  void add(int row, RecordConsumer consumer);
}
