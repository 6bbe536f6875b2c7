package io.stratalens.jobs.sweep;

import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.struct;

import io.stratalens.udfs.statistics.SampleMoments.Interval;
import io.stratalens.udfs.steerability.PropensityCurves;
import io.stratalens.udfs.steerability.Steerability;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the propensities of one vector at one cell say, as {@link Steerability} has it; null stands
 * for what is undefined.
 */
record CellStatistics(
    String dataset,
    CellKey cell,
    int samples,
    double slope,
    double intercept,
    Double low,
    Double high,
    Double r2,
    Double rho,
    boolean monotone,
    double antiSteerableFraction,
    Double labelTopShare)
    implements Serializable {

  /**
   * The statistics of every data set and cell, computed by Spark and collected.
   *
   * @param rows rows of propensities, complete for every data set and cell that is among them
   */
  static List<CellStatistics> of(Dataset<Row> rows) {
    return rdd(rows).collect();
  }

  /** The same, where Spark has them. */
  static JavaRDD<CellStatistics> rdd(Dataset<Row> rows) {
    JavaRDD<Row> cells =
        rows.groupBy("dataset", "layer", "site", "positions", "vector")
            .agg(collect_list(struct("sample", "multiplier", "propensity", "label_is_top")))
            .javaRDD();
    return cells.map(CellStatistics::of);
  }

  private static CellStatistics of(Row row) {
    List<Row> points =
        row.<Row>getList(5).stream()
            .sorted(
                Comparator.comparingInt((Row point) -> point.getInt(0))
                    .thenComparingDouble(point -> point.getDouble(1)))
            .toList();
    double[] multipliers =
        points.stream().mapToDouble(point -> point.getDouble(1)).distinct().sorted().toArray();
    int samples = (int) points.stream().mapToInt(point -> point.getInt(0)).distinct().count();
    double[] values = points.stream().mapToDouble(point -> point.getDouble(2)).toArray();
    double[][] curves = new double[samples][];
    for (int sample = 0; sample < samples; sample++) {
      int from = sample * multipliers.length;
      curves[sample] = Arrays.copyOfRange(values, from, from + multipliers.length);
    }
    List<Boolean> tops =
        points.stream().filter(point -> !point.isNullAt(3)).map(p -> p.getBoolean(3)).toList();
    return of(row, new PropensityCurves(multipliers, curves), tops);
  }

  private static CellStatistics of(Row row, PropensityCurves curves, List<Boolean> tops) {
    boolean[] isTop = new boolean[curves.samples()];
    for (int sample = 0; sample < tops.size(); sample++) {
      isTop[sample] = tops.get(sample);
    }
    Steerability found = Steerability.of(curves, isTop);
    return new CellStatistics(
        row.getString(0),
        CellKey.of(row, 1),
        found.samples(),
        found.slope(),
        found.intercept(),
        found.interval().map(Interval::low).orElse(null),
        found.interval().map(Interval::high).orElse(null),
        boxed(found.r2()),
        boxed(found.rho()),
        found.monotone(),
        found.antiSteerableFraction(),
        // Nobody knows it where multiplier 0 was not swept.
        tops.isEmpty() ? null : found.labelTopShare());
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
