package io.stratalens.udfs.statistics;

import static io.stratalens.udfs.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.junit.jupiter.api.Test;

class LinearFitTest {
  @Test
  void aLineIsFoundAgain() {
    LinearFit fit = LinearFit.of(new double[] {-1, 0, 3}, new double[] {5, 3, -3});
    assertThat(fit.slope()).isCloseTo(-2, within(1e-15));
    assertThat(fit.intercept()).isCloseTo(3, within(1e-15));
    assertThat(fit.r2().getAsDouble()).isCloseTo(1, within(1e-15));
  }

  @Test
  void scatteredPointsAgreeWithCommonsMath() {
    Random random = new Random(1);
    for (int trial = 0; trial < 50; trial++) {
      double[] x = random.doubles(9, -3, 3).toArray();
      double[] y = random.doubles(9, 1000, 1003).toArray();
      SimpleRegression other = new SimpleRegression();
      for (int i = 0; i < x.length; i++) {
        other.addData(x[i], y[i]);
      }
      LinearFit fit = LinearFit.of(x, y);
      assertThat(fit.slope()).isCloseTo(other.getSlope(), within(1e-10));
      assertThat(fit.intercept()).isCloseTo(other.getIntercept(), within(1e-9));
      assertThat(fit.r2().getAsDouble()).isCloseTo(other.getRSquare(), within(1e-10));
    }
  }

  @Test
  void aConstantHasNoR2() {
    LinearFit fit = LinearFit.of(new double[] {1, 2}, new double[] {4, 4});
    assertThat(fit.slope()).isZero();
    assertThat(fit.r2()).isEmpty();
  }

  /** The sum of three times 0.1 is not 0.3. */
  @Test
  void aConstantWhoseSumRoundsIsConstantAllTheSame() {
    LinearFit fit = LinearFit.of(new double[] {-1, 0.3, 1.1}, new double[] {0.1, 0.1, 0.1});
    assertThat(fit.slope()).isZero();
    assertThat(fit.intercept()).isEqualTo(0.1);
    assertThat(fit.r2()).isEmpty();
  }

  @Test
  void xOfOneValueIsRefused() {
    assertRefused(() -> LinearFit.of(new double[] {2, 2}, new double[] {1, 3}), "two values", "2");
    assertRefused(() -> LinearFit.of(new double[] {}, new double[] {}), "0 points");
    assertRefused(() -> LinearFit.of(new double[] {1}, new double[] {}), "1 x and 0 y");
  }
}
