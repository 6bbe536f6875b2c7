package io.stratalens.jobs.prompts;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A column of a table in the order of its files and rows, and where each value lies. */
final class OrderedRows {
  private static final String FILE = "_metadata.file_path";
  private static final String BLOCK = "_metadata.file_block_start";
  private static final String FILE_ROW = "_metadata.row_index";

  private OrderedRows() {}

  /** Value, file and row in the file: a scan alone would come largest file first. */
  static Dataset<Row> of(Dataset<Row> table, Column value) {
    if (has(table, FILE_ROW)) {
      return table
          .select(
              value.as("value"),
              col("_metadata.file_name").as("file"),
              col(FILE_ROW).as("row"),
              col(FILE).as("path"))
          .orderBy("path", "row");
    }
    Column noFile = lit(null).cast("string").as("file");
    Column noRow = lit(null).cast("bigint").as("row");
    if (!has(table, BLOCK)) {
      return table.select(value.as("value"), noFile, noRow);
    }
    // Delta tells no row of a file, but a task reads a block's rows in their order.
    return table
        .select(
            value.as("value"),
            noFile,
            noRow,
            col(FILE).as("path"),
            col(BLOCK).as("block"),
            monotonically_increasing_id().as("read"))
        .orderBy("path", "block", "read");
  }

  /**
   * The same in one order whoever reads them: rows of no file, a view's, in that of their values.
   */
  static Dataset<Row> fixed(Dataset<Row> table, Column value) {
    Dataset<Row> rows = of(table, value);
    return has(table, BLOCK) ? rows : rows.orderBy("value");
  }

  /** File and row, such as {@code part-0.parquet:4}, of the i-th row from 0. */
  static String place(Row row, long i, String location) {
    String file = row.isNullAt(1) ? location : row.getString(1);
    return file + ":" + (1 + (row.isNullAt(2) ? i : row.getLong(2)));
  }

  /** A view has rows of no file. */
  private static boolean has(Dataset<Row> table, String column) {
    try {
      return table.select(column).schema().length() == 1;
    } catch (Exception e) {
      return false;
    }
  }
}
