package io.stratalens.udfs.statistics;

import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The mean of a sample and how far its values lie apart.
 *
 * @param count how many values there are
 * @param mean their mean
 * @param standardDeviation with count - 1 in the denominator; empty for a single value
 */
public record SampleMoments(int count, double mean, OptionalDouble standardDeviation) {
  private static final double BOTH_TAILS = 0.975;

  /** Two ends. */
  public record Interval(double low, double high) {}

  /** The moments of at least one value. */
  public static SampleMoments of(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new SampleMoments(
        values.length,
        mean,
        values.length > 1
            ? OptionalDouble.of(Math.sqrt(squares / (values.length - 1)))
            : OptionalDouble.empty());
  }

  /** The 95% interval of the mean by Student's t; empty for a single value. */
  public Optional<Interval> interval() {
    if (standardDeviation.isEmpty()) {
      return Optional.empty();
    }
    double quantile = new TDistribution(null, count - 1.0).inverseCumulativeProbability(BOTH_TAILS);
    double half = quantile * standardDeviation.getAsDouble() / Math.sqrt(count);
    return Optional.of(new Interval(mean - half, mean + half));
  }
}
