package io.stratalens.udfs.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stratalens.udfs.vector.Norms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogisticWeightsTest {
  @Test
  void twoPointsHaveTheWeightOfTheClosedForm() {
    // w^2/2 + 2 log(1 + exp(-w)) is least where w (1 + e^w) = 2.
    double weight = LogisticWeights.of(new double[][] {{1}, {-1}}, 1)[0];
    assertThat(weight * (1 + Math.exp(weight))).isCloseTo(2, within(1e-12));
  }

  @Test
  void theInterceptIsFreeOfThePenalty() {
    double plain = LogisticWeights.of(new double[][] {{1}, {-1}}, 1)[0];
    double moved = LogisticWeights.of(new double[][] {{1001}, {999}}, 1)[0];
    assertThat(moved).isCloseTo(plain, within(1e-8));
  }

  /** The loss is strictly convex in w, so where its derivatives vanish is its only minimum. */
  @ParameterizedTest(name = "{0} pairs of width {1} times {2}")
  @CsvSource({"120, 576, 1", "30, 4096, 20", "400, 32, 1", "50, 100, 1e-3", "40, 64, 3000"})
  void theDerivativesVanishAtTheWeights(int pairs, int width, double scale) {
    double[][] rows = SamplePairs.of(pairs, width, 5, scale).classes();
    double[] weights = LogisticWeights.of(rows, pairs);
    double intercept = intercept(rows, pairs, weights);
    double[] pull = new double[width];
    double size = Norms.euclidean(weights);
    for (int i = 0; i < rows.length; i++) {
      double residual = residual(rows[i], i < pairs, weights, intercept);
      Norms.add(pull, residual, rows[i]);
      size += Math.abs(residual) * Norms.euclidean(rows[i]);
    }
    Norms.add(pull, -1, weights);
    assertThat(Norms.euclidean(pull)).isLessThan(1e-7 * size);
  }

  @Test
  void theSameRowsGiveTheSameBits() {
    double[][] rows = SamplePairs.of(20, 300, 8, 1).classes();
    assertThat(LogisticWeights.of(rows, 20)).isEqualTo(LogisticWeights.of(rows, 20));
  }

  private static double residual(
      double[] row, boolean matching, double[] weights, double intercept) {
    double likely = 1 / (1 + Math.exp(-Norms.dot(row, weights) - intercept));
    return (matching ? 1 : 0) - likely;
  }

  /** By bisection: the sum of residuals falls as the intercept rises. */
  private static double intercept(double[][] rows, int pairs, double[] weights) {
    double low = -1e7;
    double high = 1e7;
    for (int step = 0; step < 200; step++) {
      double middle = (low + high) / 2;
      double sum = 0;
      for (int i = 0; i < rows.length; i++) {
        sum += residual(rows[i], i < pairs, weights, middle);
      }
      if (sum > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
