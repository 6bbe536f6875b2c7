package io.stratalens.jobs.bench;

import io.stratalens.jobs.capture.CapturePasses;
import io.stratalens.jobs.prompts.TokenisedPrompt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.util.Text;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Spark's own Parquet writer on the rows of one chunk, which are in memory already. */
final class PlainParquet {
  private static final StructType ROWS =
      StructType.fromDDL(
          "prompt_id BIGINT, layer INT, site STRING, position INT, token_id INT, phase STRING,"
              + " dtype STRING, vector BINARY, norm FLOAT");

  private final Dataset<Row> rows;
  private final String path;

  private PlainParquet(Dataset<Row> rows, String path) {
    this.rows = rows;
    this.path = path;
  }

  static PlainParquet of(
      SparkSession spark, CapturePasses passes, List<TokenisedPrompt> chunk, Path folder) {
    List<Row> rows = new ArrayList<>();
    passes.engine(
        chunk,
        root -> {
          try (root) {
            addRows(root, rows);
          }
        });
    int cores = spark.sparkContext().defaultParallelism();
    Dataset<Row> cached = spark.createDataFrame(rows, ROWS).repartition(cores).cache();
    cached.count();
    return new PlainParquet(cached, folder.resolve("plain").toString());
  }

  void write() {
    rows.write().mode(SaveMode.Overwrite).option("compression", "zstd").parquet(path);
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
