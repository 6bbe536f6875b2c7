package io.stratalens.jobs.report;

import io.stratalens.udfs.statistics.SampleMoments;
import io.stratalens.udfs.statistics.SampleMoments.Interval;
import java.util.List;

/**
 * The mean propensity of one vector at one cell over the multipliers.
 *
 * @param vector {@code label}, or a random direction
 * @param points by multiplier
 */
record MeanCurve(String vector, List<Point> points) {
  /** A mean over samples. */
  record Point(double multiplier, SampleMoments moments) {
    double mean() {
      return moments.mean();
    }

    /** 95% of the mean; the mean alone where there is one sample. */
    Interval interval() {
      return moments.interval().orElse(new Interval(mean(), mean()));
    }
  }

  MeanCurve {
    points = List.copyOf(points);
  }

  boolean isLabel() {
    return vector.equals("label");
  }
}
