package io.stratalens.udfs.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.junit.jupiter.api.Test;

class SpearmanCorrelationTest {
  @Test
  void tiesShareTheMiddleOfTheirRanks() {
    assertThat(SpearmanCorrelation.ranks(new double[] {3, 1, 3, -0.0, 0.0, 3}))
        .containsExactly(5, 3, 5, 1.5, 1.5, 5);
  }

  @Test
  void aRisingSeriesHasOneAndAFallingOneMinusOne() {
    double[] x = {-1.5, -1, -0.5, 0};
    assertThat(SpearmanCorrelation.of(x, new double[] {0, 1, 10, 1e9})).hasValue(1);
    assertThat(SpearmanCorrelation.of(x, new double[] {9, 8, 1, -4})).hasValue(-1);
  }

  @Test
  void seriesWithTiesAgreeWithCommonsMath() {
    Random random = new Random(2);
    for (int trial = 0; trial < 50; trial++) {
      double[] x = random.ints(12, 0, 6).asDoubleStream().toArray();
      double[] y = random.ints(12, 0, 6).asDoubleStream().toArray();
      assertThat(SpearmanCorrelation.of(x, y).getAsDouble())
          .isCloseTo(new SpearmansCorrelation().correlation(x, y), within(1e-12));
    }
  }

  @Test
  void aConstantSeriesHasNone() {
    assertThat(SpearmanCorrelation.of(new double[] {1, 2}, new double[] {3, 3})).isEmpty();
    assertThat(SpearmanCorrelation.of(new double[] {1, 1}, new double[] {3, 4})).isEmpty();
    assertThat(SpearmanCorrelation.of(new double[] {1}, new double[] {3})).isEmpty();
  }
}
