package io.stratalens.jobs.sweep;

import static java.util.stream.Collectors.toMap;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * The mean slopes of the random directions at every cell, ascending: all that the driver is told of
 * them, who may be many times as many as the label vectors.
 */
record ControlSlopes(Map<Place, double[]> slopes) {
  /** No random directions. */
  static final ControlSlopes NONE = new ControlSlopes(Map.of());

  private static final double[] NOTHING = {};

  /** A cell of a data set. */
  record Place(String dataset, CellKey cell) implements Serializable {}

  /**
   * Computed by Spark.
   *
   * @param rows rows of propensities of random directions, complete for each that is among them
   */
  static ControlSlopes of(Dataset<Row> rows) {
    return new ControlSlopes(
        CellStatistics.rdd(rows)
            .mapToPair(
                one -> new Tuple2<>(new Place(one.dataset(), one.cell().labelled()), one.slope()))
            .groupByKey()
            .mapValues(ControlSlopes::sorted)
            .collect()
            .stream()
            .collect(toMap(Tuple2::_1, Tuple2::_2)));
  }

  private static double[] sorted(Iterable<Double> slopes) {
    double[] sorted =
        StreamSupport.stream(slopes.spliterator(), false)
            .mapToDouble(Double::doubleValue)
            .toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  /** Those at the cell of a label vector; none where there were no random directions. */
  double[] at(CellStatistics label) {
    return slopes.getOrDefault(new Place(label.dataset(), label.cell()), NOTHING);
  }
}
