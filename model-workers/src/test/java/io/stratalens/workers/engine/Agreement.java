package io.stratalens.workers.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;

/** The error measures of DESIGN section 13. */
final class Agreement {
  /** What float32 computations of the same thing must agree to. */
  static final double TOLERANCE = 1e-4;

  private Agreement() {}

  static void assertVector(float[] actual, double[] expected, double tolerance, Object what) {
    assertThat(relative(actual, expected)).as("%s", what).isLessThanOrEqualTo(tolerance);
  }

  static void assertVector(float[] actual, float[] expected, double tolerance, Object what) {
    assertVector(actual, doubles(expected), tolerance, what);
  }

  /** |x - ref| / |ref| in L2. */
  static double relative(float[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double difference = 0;
    double magnitude = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
      magnitude += expected[i] * expected[i];
    }
    return Math.sqrt(difference / magnitude);
  }

  /** A row of logits: the largest difference over the largest magnitude. */
  static void assertLogits(float[] actual, int from, double[] expected, Object what) {
    double difference = 0;
    double magnitude = 0;
    for (int i = 0; i < expected.length; i++) {
      double gap = Math.abs(actual[from + i] - expected[i]);
      assertThat(gap).as("%s", what).isNotNaN();
      difference = Math.max(difference, gap);
      magnitude = Math.max(magnitude, Math.abs(expected[i]));
    }
    assertThat(difference / magnitude).as("%s", what).isLessThanOrEqualTo(TOLERANCE);
  }

  static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }
}
