package io.stratalens.jobs.parquet;

/** Where a batch's next row is: one for all rows, so that none costs an object. */
final class RowCursor {
  private final StoredColumn[] columns;
  private int row;

  RowCursor(RowColumns batch) {
    this.columns = batch.columns().toArray(StoredColumn[]::new);
  }

  StoredColumn[] columns() {
    return columns;
  }

  int row() {
    return row;
  }

  void next() {
    row++;
  }
}
