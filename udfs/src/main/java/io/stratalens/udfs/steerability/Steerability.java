package io.stratalens.udfs.steerability;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.statistics.LinearFit;
import io.stratalens.udfs.statistics.SampleMoments;
import io.stratalens.udfs.statistics.SampleMoments.Interval;
import io.stratalens.udfs.statistics.SpearmanCorrelation;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * How far a vector steers a data set at one cell.
 *
 * @param samples how many samples there are
 * @param slope the mean of the samples' slopes of propensity on multiplier
 * @param intercept the mean curve's line at multiplier 0
 * @param interval 95% interval of the slope, by Student's t over the samples' slopes; empty for one
 *     sample
 * @param r2 of the mean curve's line; empty where the mean curve's range is under 1e-3, which is
 *     noise
 * @param rho Spearman's, of multiplier and mean propensity; empty where the mean curve is constant
 * @param monotone whether the mean curve strictly rises or strictly falls
 * @param antiSteerableFraction the share of samples whose slope is below zero
 * @param labelTopShare the share of samples whose most likely next token, unsteered, is one of
 *     their two labels
 */
public record Steerability(
    int samples,
    double slope,
    double intercept,
    Optional<Interval> interval,
    OptionalDouble r2,
    OptionalDouble rho,
    boolean monotone,
    double antiSteerableFraction,
    double labelTopShare) {
  private static final double NOISE = 1e-3;

  /**
   * The statistics of a cell.
   *
   * @param labelIsTop for every sample whether its most likely next token, unsteered, is one of its
   *     two labels
   */
  public static Steerability of(PropensityCurves curves, boolean[] labelIsTop) {
    if (labelIsTop.length != curves.samples()) {
      throw StratalensException.invalid(
          "Cannot tell steerability because the top tokens are not those of its %d samples: %d."
              + " Sweep it again.",
          curves.samples(), labelIsTop.length);
    }
    double[] slopes = curves.slopes();
    double[] mean = curves.mean();
    SampleMoments moments = SampleMoments.of(slopes);
    LinearFit line = LinearFit.of(curves.multipliers(), mean);
    return new Steerability(
        curves.samples(),
        moments.mean(),
        line.intercept(),
        moments.interval(),
        range(mean) < NOISE ? OptionalDouble.empty() : line.r2(),
        SpearmanCorrelation.of(curves.multipliers(), mean),
        monotone(mean),
        (double) Arrays.stream(slopes).filter(slope -> slope < 0).count() / slopes.length,
        (double) IntStream.range(0, labelIsTop.length).filter(i -> labelIsTop[i]).count()
            / labelIsTop.length);
  }

  private static double range(double[] curve) {
    return Arrays.stream(curve).max().orElseThrow() - Arrays.stream(curve).min().orElseThrow();
  }

  private static boolean monotone(double[] curve) {
    return IntStream.range(1, curve.length).allMatch(i -> curve[i] > curve[i - 1])
        || IntStream.range(1, curve.length).allMatch(i -> curve[i] < curve[i - 1]);
  }
}
