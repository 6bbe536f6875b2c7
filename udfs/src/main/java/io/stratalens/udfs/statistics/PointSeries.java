package io.stratalens.udfs.statistics;

import java.io.Serializable;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Points of two numbers, all kept, for statistics that need them at once: 16 bytes a point. Not for
 * several threads at once.
 */
public final class PointSeries implements Serializable {
  private static final long serialVersionUID = 1L;

  private double[] x = new double[8];
  private double[] y = new double[8];
  private int count;

  /** Adds a point. */
  public void add(double pointX, double pointY) {
    room(1);
    x[count] = pointX;
    y[count] = pointY;
    count++;
  }

  /** Adds all points of another series. */
  public void merge(PointSeries part) {
    room(part.count);
    System.arraycopy(part.x, 0, x, count, part.count);
    System.arraycopy(part.y, 0, y, count, part.count);
    count += part.count;
  }

  /** Spearman's rho; empty where either does not vary, NaN where one is among the numbers. */
  public OptionalDouble spearman() {
    double[] left = Arrays.copyOf(x, count);
    double[] right = Arrays.copyOf(y, count);
    return hasNan(left) || hasNan(right)
        ? OptionalDouble.of(Double.NaN)
        : SpearmanCorrelation.of(left, right);
  }

  private void room(int more) {
    int needed = Math.addExact(count, more);
    if (needed > x.length) {
      int length = Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * x.length));
      x = Arrays.copyOf(x, length);
      y = Arrays.copyOf(y, length);
    }
  }

  private static boolean hasNan(double[] values) {
    return Arrays.stream(values).anyMatch(Double::isNaN);
  }
}
