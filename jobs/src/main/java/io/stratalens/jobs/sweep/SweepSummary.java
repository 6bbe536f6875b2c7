package io.stratalens.jobs.sweep;

import static org.apache.spark.sql.functions.col;

import io.stratalens.jobs.sweep.SweepSlopes.CellSlope;
import io.stratalens.jobs.sweep.SweepSlopes.Where;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.udfs.steerability.SlopesAcrossDatasets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * What a sweep says over its data sets: the mean slope at each layer, and at each data set's best
 * layer, which the layer {@code best} stands for.
 */
public final class SweepSummary {
  private static final String VIEW = "sweep_summary";
  private static final StructType COLUMNS =
      StructType.fromDDL(
          "run_id STRING, positions STRING, site STRING, layer STRING, mean_slope DOUBLE, best"
              + " STRING");

  private SweepSummary() {}

  /**
   * Makes a temporary view of a run's summary and answers the query that reads it.
   *
   * @param spark a session that knows the view steerability
   */
  public static String query(SparkSession spark, String runId) {
    of(spark, spark.table(Tables.STEERABILITY.name()), runId).createOrReplaceTempView(VIEW);
    return "SELECT run_id, positions, site, layer, round(mean_slope, 6) AS mean_slope, best FROM "
        + VIEW;
  }

  /** A run's summary, of the rows of steerability. */
  public static Dataset<Row> of(SparkSession spark, Dataset<Row> steerability, String runId) {
    List<Row> rows = new ArrayList<>();
    slopes(steerability, runId)
        .all()
        .forEach((where, slopes) -> rows.addAll(rows(runId, where, slopes)));
    return spark.createDataFrame(rows, COLUMNS).coalesce(1);
  }

  /** The label vectors' slopes as the view steerability has them. */
  public static SweepSlopes slopes(SparkSession spark, String runId) {
    return slopes(spark.table(Tables.STEERABILITY.name()), runId);
  }

  private static SweepSlopes slopes(Dataset<Row> steerability, String runId) {
    return SweepSlopes.of(
        steerability
            .filter(col(Tables.RUN_ID).equalTo(runId))
            .select("dataset", "layer", "site", "positions", "slope")
            .collectAsList()
            .stream()
            .map(SweepSummary::slope)
            .toList());
  }

  private static CellSlope slope(Row row) {
    Where where = Where.of(row.getString(2), row.getString(3));
    return new CellSlope(row.getString(0), row.getInt(1), where, row.getDouble(4));
  }

  private static List<Row> rows(String runId, Where where, SlopesAcrossDatasets slopes) {
    List<Row> rows = new ArrayList<>();
    slopes
        .byLayer()
        .forEach((layer, slope) -> rows.add(row(runId, where, String.valueOf(layer), slope, null)));
    String best =
        slopes.bestLayers().entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    rows.add(row(runId, where, "best", slopes.atBest(), best));
    return rows;
  }

  private static Row row(String runId, Where where, String layer, double slope, String best) {
    return RowFactory.create(
        runId, where.positions().label(), where.site().label(), layer, slope, best);
  }
}
