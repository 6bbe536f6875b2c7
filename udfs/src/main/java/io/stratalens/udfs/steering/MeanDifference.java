package io.stratalens.udfs.steering;

import io.stratalens.udfs.error.StratalensException;
import java.io.Serializable;

/**
 * The mean over pairs of h(matching label) - h(other label), accumulated in float64. Sums of parts
 * may be merged in any order; not for several threads at once.
 */
public final class MeanDifference implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] sum;
  private long pairs;

  /** An empty mean of vectors of this width. */
  public MeanDifference(int width) {
    this.sum = new double[width];
  }

  /** Adds one pair; both of this width, refused when a value is not finite. */
  public void add(float[] matching, float[] other) {
    PairCheck.check(pairs, sum.length, matching, other);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += (double) matching[i] - other[i];
    }
    pairs++;
  }

  /** Adds all pairs of another mean of the same width. */
  public void merge(MeanDifference part) {
    PairCheck.width(part.sum.length, sum.length);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += part.sum[i];
    }
    pairs += part.pairs;
  }

  /** How many pairs were added. */
  public long pairs() {
    return pairs;
  }

  /**
   * The mean, of this width; refused when there are no pairs. It is zero where the labels stand for
   * the same tokens as often in both places, as the input of the first layer shows.
   */
  public double[] mean() {
    if (pairs == 0) {
      throw StratalensException.invalid(
          "Cannot make a steering vector because there are no pairs: 0. Give rows to make it of.");
    }
    double[] mean = new double[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = sum[i] / pairs;
    }
    return mean;
  }
}
