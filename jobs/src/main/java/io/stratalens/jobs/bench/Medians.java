package io.stratalens.jobs.bench;

import java.util.Collection;

/** The middle of measured values. */
final class Medians {
  private Medians() {}

  /** The median; of an even number the mean of the two in the middle. */
  static double of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
