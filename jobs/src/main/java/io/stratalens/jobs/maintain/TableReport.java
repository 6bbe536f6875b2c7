package io.stratalens.jobs.maintain;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * What became of a table.
 *
 * @param filesBefore files that the table held
 * @param bytesBefore bytes of these
 * @param removed files on disk that no table held any more and that are gone now
 * @param optimised false where other writers never let it through
 */
public record TableReport(
    String table,
    long filesBefore,
    long filesAfter,
    long bytesBefore,
    long bytesAfter,
    long removed,
    boolean optimised) {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "table STRING, files_before BIGINT, files_after BIGINT, bytes_before BIGINT,"
              + " bytes_after BIGINT, removed BIGINT");

  /** Rows to print. */
  public static Dataset<Row> rows(SparkSession spark, List<TableReport> reports) {
    return spark.createDataFrame(
        reports.stream()
            .map(
                one ->
                    RowFactory.create(
                        one.table,
                        one.filesBefore,
                        one.filesAfter,
                        one.bytesBefore,
                        one.bytesAfter,
                        one.removed))
            .toList(),
        SCHEMA);
  }
}
