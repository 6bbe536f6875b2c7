package io.stratalens.udfs.steerability;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.statistics.SampleMoments;
import io.stratalens.udfs.statistics.SampleMoments.Interval;
import java.util.Arrays;
import java.util.Optional;

/**
 * What random directions of the label vector's norm do at the same cell.
 *
 * @param moments count, mean and standard deviation (directions - 1 in the denominator) of their
 *     mean slopes
 * @param largest their largest |slope|
 * @param rank the label vector's place by |slope|, from 1: one more than the directions whose
 *     |slope| is at least its own, so that rank 1 means it exceeds them all
 */
public record ControlStatistics(SampleMoments moments, double largest, int rank) {
  /**
   * Compares the label vector with the directions.
   *
   * @param labelSlope the label vector's mean slope
   * @param slopes the mean slope of each direction; at least one, all finite
   */
  public static ControlStatistics of(double labelSlope, double[] slopes) {
    if (slopes.length == 0) {
      throw StratalensException.invalid(
          "Cannot compare with random directions because there are none: 0. Give at least one.");
    }
    requireFinite(labelSlope);
    Arrays.stream(slopes).forEach(ControlStatistics::requireFinite);
    double own = Math.abs(labelSlope);
    long above = Arrays.stream(slopes).map(Math::abs).filter(slope -> slope >= own).count();
    return new ControlStatistics(
        SampleMoments.of(slopes),
        Arrays.stream(slopes).map(Math::abs).max().orElseThrow(),
        1 + (int) above);
  }

  /** The 95% interval of the mean slope over directions; empty for a single direction. */
  public Optional<Interval> interval() {
    return moments.interval();
  }

  private static void requireFinite(double slope) {
    if (!Double.isFinite(slope)) {
      throw StratalensException.invalid(
          "Cannot compare with random directions because a slope is not finite: %s. Choose smaller"
              + " multipliers.",
          slope);
    }
  }
}
