package io.stratalens.udfs.statistics;

import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Spearman's rho: Pearson's correlation of ranks, ties sharing the middle of their ranks. */
public final class SpearmanCorrelation {
  private SpearmanCorrelation() {}

  /**
   * Rho of two series of one length without NaN, from -1 to 1; empty where either does not vary.
   */
  public static OptionalDouble of(double[] x, double[] y) {
    double[] left = ranks(x);
    double[] right = ranks(y);
    double middle = (x.length + 1) / 2.0;
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < left.length; i++) {
      xx += (left[i] - middle) * (left[i] - middle);
      xy += (left[i] - middle) * (right[i] - middle);
      yy += (right[i] - middle) * (right[i] - middle);
    }
    return xx > 0 && yy > 0
        ? OptionalDouble.of(Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))))
        : OptionalDouble.empty();
  }

  /** Ranks from 1 in ascending order; equal values have the mean of the ranks that they take. */
  static double[] ranks(double[] values) {
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[values.length];
    int start = 0;
    while (start < order.length) {
      int end = start + 1;
      while (end < order.length && values[order[end]] == values[order[start]]) {
        end++;
      }
      for (int i = start; i < end; i++) {
        ranks[order[i]] = (start + 1 + end) / 2.0;
      }
      start = end;
    }
    return ranks;
  }
}
