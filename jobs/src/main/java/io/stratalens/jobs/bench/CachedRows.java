package io.stratalens.jobs.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.util.Text;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Captured rows in memory, for Spark's own writers to write. */
final class CachedRows {
  private static final StructType ROWS =
      StructType.fromDDL(
          "prompt_id BIGINT, layer INT, site STRING, position INT, token_id INT, phase STRING,"
              + " dtype STRING, vector BINARY, norm FLOAT");

  private final Dataset<Row> rows;

  private CachedRows(Dataset<Row> rows) {
    this.rows = rows;
  }

  /** What a capture hands to its taker, spread over the cores. */
  static CachedRows of(SparkSession spark, Consumer<Consumer<VectorSchemaRoot>> capture) {
    List<Row> rows = new ArrayList<>();
    capture.accept(
        root -> {
          try (root) {
            addRows(root, rows);
          }
        });
    int cores = spark.sparkContext().defaultParallelism();
    Dataset<Row> cached = spark.createDataFrame(rows, ROWS).repartition(cores).cache();
    cached.count();
    return new CachedRows(cached);
  }

  /** Writes them all: "parquet" or "delta". */
  void write(String format, Path folder) {
    rows.write()
        .format(format)
        .mode(SaveMode.Overwrite)
        .option("compression", "zstd")
        .save(folder.toString());
  }

  private static void addRows(VectorSchemaRoot root, List<Row> rows) {
    String[] names = ROWS.fieldNames();
    for (int row = 0; row < root.getRowCount(); row++) {
      Object[] values = new Object[names.length];
      for (int i = 0; i < names.length; i++) {
        FieldVector column = root.getVector(names[i]);
        Object value = column.getObject(row);
        values[i] = value instanceof Text text ? text.toString() : value;
      }
      rows.add(RowFactory.create(values));
    }
  }
}
