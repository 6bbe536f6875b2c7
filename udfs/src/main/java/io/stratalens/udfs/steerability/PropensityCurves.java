package io.stratalens.udfs.steerability;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.statistics.LinearFit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The propensities of one cell of a sweep: a curve over the multipliers for every sample. Kept with
 * multipliers ascending, whatever order they come in.
 */
public final class PropensityCurves {
  private final double[] multipliers;
  private final double[][] propensities;

  /**
   * Takes propensities [samples, multipliers]; refused when there are none, when a multiplier comes
   * twice or alone, or a value is not finite.
   */
  public PropensityCurves(double[] multipliers, double[][] propensities) {
    int[] order =
        IntStream.range(0, multipliers.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> multipliers[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    this.multipliers = Arrays.stream(order).mapToDouble(i -> multipliers[i]).toArray();
    checkMultipliers();
    if (propensities.length == 0) {
      throw StratalensException.invalid(
          "Cannot tell steerability because there are no samples: 0. Give rows to test on.");
    }
    this.propensities = new double[propensities.length][];
    for (int sample = 0; sample < propensities.length; sample++) {
      double[] curve = propensities[sample];
      checkCurve(sample, curve);
      this.propensities[sample] = Arrays.stream(order).mapToDouble(i -> curve[i]).toArray();
    }
  }

  /** How many samples there are, at least 1. */
  public int samples() {
    return propensities.length;
  }

  /** The multipliers, ascending. */
  public double[] multipliers() {
    return multipliers.clone();
  }

  /** The mean over samples at each multiplier. */
  public double[] mean() {
    double[] mean = new double[multipliers.length];
    for (double[] curve : propensities) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += curve[i];
      }
    }
    return Arrays.stream(mean).map(sum -> sum / propensities.length).toArray();
  }

  /** The least-squares slope of each sample's curve. */
  public double[] slopes() {
    return Arrays.stream(propensities)
        .mapToDouble(curve -> LinearFit.of(multipliers, curve).slope())
        .toArray();
  }

  private void checkMultipliers() {
    for (int i = 0; i < multipliers.length; i++) {
      if (!Double.isFinite(multipliers[i])) {
        throw refused("a multiplier is not finite", multipliers[i]);
      }
      if (i > 0 && multipliers[i] == multipliers[i - 1]) {
        throw refused("a multiplier comes twice", multipliers[i]);
      }
    }
    if (multipliers.length < 2) {
      throw StratalensException.invalid(
          "Cannot tell steerability because a slope needs at least two multipliers: %s. Give"
              + " another one.",
          Arrays.toString(multipliers));
    }
  }

  private void checkCurve(int sample, double[] curve) {
    if (curve.length != multipliers.length) {
      throw StratalensException.invalid(
          "Cannot tell steerability because sample %d has not a propensity for each of the %d"
              + " multipliers: %d. Sweep it again.",
          sample, multipliers.length, curve.length);
    }
    for (double propensity : curve) {
      if (!Double.isFinite(propensity)) {
        throw StratalensException.invalid(
            "Cannot tell steerability because a propensity of sample %d is not finite: %s. Choose"
                + " smaller multipliers or leave the row out.",
            sample, propensity);
      }
    }
  }

  private static StratalensException refused(String reason, double multiplier) {
    return StratalensException.invalid(
        "Cannot tell steerability because %s: %s. Correct the multipliers.", reason, multiplier);
  }
}
