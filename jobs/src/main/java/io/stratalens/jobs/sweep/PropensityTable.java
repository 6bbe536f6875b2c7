package io.stratalens.jobs.sweep;

import static org.apache.spark.sql.functions.col;

import io.stratalens.jobs.delta.TableTarget;
import io.stratalens.jobs.tables.Tables;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The table propensities as it is now. */
final class PropensityTable {
  private final SparkSession spark;
  private final TableTarget target;

  PropensityTable(SparkSession spark, TableTarget target) {
    this.spark = spark;
    this.target = target;
  }

  TableTarget target() {
    return target;
  }

  /** A run's rows; each call sees what was committed before it. */
  Dataset<Row> rows(String runId) {
    return spark
        .read()
        .format("delta")
        .load(target.folder())
        .filter(col(Tables.RUN_ID).equalTo(runId));
  }
}
