package io.stratalens.jobs.catalog;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Statistics of points in float64, each by its definition; null where there is none. */
final class PlainPoints {
  private final List<DrawnRow> points;

  PlainPoints(List<DrawnRow> rows) {
    this.points = rows.stream().filter(row -> row.x() != null && row.y() != null).toList();
  }

  Double slope() {
    return points.stream().map(DrawnRow::x).distinct().count() < 2
        ? null
        : (Double)
            (products(DrawnRow::x, DrawnRow::y, false) / products(DrawnRow::x, DrawnRow::x, false));
  }

  /** What float64 may lose of the slope's sums where their terms cancel. */
  double slopeSlack() {
    return 1e-12
        * products(DrawnRow::x, DrawnRow::y, true)
        / products(DrawnRow::x, DrawnRow::x, false);
  }

  Double spearman() {
    if (points.stream().anyMatch(row -> Double.isNaN(row.x()) || Double.isNaN(row.y()))) {
      return Double.NaN;
    }
    ToDoubleFunction<DrawnRow> x = row -> rank(row, DrawnRow::x);
    ToDoubleFunction<DrawnRow> y = row -> rank(row, DrawnRow::y);
    double norms = products(x, x, false) * products(y, y, false);
    return norms == 0 ? null : (Double) (products(x, y, false) / Math.sqrt(norms));
  }

  /** The middle of the ranks of all equal values. */
  private double rank(DrawnRow row, ToDoubleFunction<DrawnRow> of) {
    double value = of.applyAsDouble(row);
    double below = points.stream().filter(other -> of.applyAsDouble(other) < value).count();
    double equal = points.stream().filter(other -> of.applyAsDouble(other) == value).count();
    return below + (equal + 1) / 2;
  }

  private double products(
      ToDoubleFunction<DrawnRow> left, ToDoubleFunction<DrawnRow> right, boolean magnitudes) {
    double leftMean = points.stream().mapToDouble(left).sum() / points.size();
    double rightMean = points.stream().mapToDouble(right).sum() / points.size();
    double sum = 0;
    for (DrawnRow point : points) {
      double product =
          (left.applyAsDouble(point) - leftMean) * (right.applyAsDouble(point) - rightMean);
      sum += magnitudes ? Math.abs(product) : product;
    }
    return sum;
  }
}
