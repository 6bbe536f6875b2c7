package io.stratalens.udfs.statistics;

import io.stratalens.udfs.error.StratalensException;
import java.util.OptionalDouble;

/**
 * An ordinary least-squares line.
 *
 * @param slope of y on x
 * @param intercept y at x = 0
 * @param r2 the share of the variance of y that the line explains; empty where y does not vary
 */
public record LinearFit(double slope, double intercept, OptionalDouble r2) {
  /** Fits y on x, both of one length; refused unless x takes at least two values. */
  public static LinearFit of(double[] x, double[] y) {
    if (x.length != y.length) {
      throw StratalensException.invalid(
          "Cannot fit a line because its points lack a coordinate: %d x and %d y. Give as many of"
              + " both.",
          x.length, y.length);
    }
    double meanX = mean(x);
    double meanY = mean(y);
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xx += (x[i] - meanX) * (x[i] - meanX);
      xy += (x[i] - meanX) * (y[i] - meanY);
      yy += (y[i] - meanY) * (y[i] - meanY);
    }
    if (!(xx > 0)) {
      throw StratalensException.invalid(
          "Cannot fit a line because x takes fewer than two values: %d points. Give another one.",
          x.length);
    }
    double slope = xy / xx;
    OptionalDouble r2 =
        yy > 0 ? OptionalDouble.of(Math.min(1, xy / xx * (xy / yy))) : OptionalDouble.empty();
    return new LinearFit(slope, meanY - slope * meanX, r2);
  }

  /** From the first value on, so that the mean of equal values is exactly theirs. */
  private static double mean(double[] values) {
    double first = values.length == 0 ? 0 : values[0];
    double sum = 0;
    for (double value : values) {
      sum += value - first;
    }
    return first + sum / values.length;
  }
}
