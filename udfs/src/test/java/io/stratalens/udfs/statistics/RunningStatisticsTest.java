package io.stratalens.udfs.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RunningStatisticsTest {
  @Test
  void mergedPartsGiveTheSlopeAndTheRhoOfAllPoints() {
    Random random = new Random(11);
    double[] x = random.doubles(200, 1e6, 1e6 + 10).toArray();
    double[] y = new double[x.length];
    RunningLine line = new RunningLine();
    PointSeries series = new PointSeries();
    RunningLine partLine = new RunningLine();
    PointSeries partSeries = new PointSeries();
    for (int i = 0; i < x.length; i++) {
      y[i] = -3 * x[i] + random.nextGaussian();
      (i % 3 == 0 ? partLine : line).add(x[i], y[i]);
      (i % 3 == 0 ? partSeries : series).add(x[i], y[i]);
    }
    line.merge(partLine);
    series.merge(partSeries);
    RunningLine all = new RunningLine();
    all.merge(line);
    all.merge(new RunningLine());

    assertThat(all.slope().orElseThrow()).isCloseTo(LinearFit.of(x, y).slope(), within(1e-8));
    assertThat(series.spearman().orElseThrow())
        .isCloseTo(SpearmanCorrelation.of(x, y).orElseThrow(), within(1e-12));
  }

  @Test
  void thereIsNoSlopeWhereXDoesNotVary() {
    RunningLine line = new RunningLine();
    assertThat(line.slope()).isEmpty();
    line.add(2, 1);
    assertThat(line.slope()).isEmpty();
    line.add(2, 3);
    assertThat(line.slope()).isEmpty();
    line.add(3, Double.POSITIVE_INFINITY);
    assertThat(line.slope()).hasValue(Double.NaN);
  }

  @Test
  void numbersThatAreNoneMakeRhoNone() {
    PointSeries series = new PointSeries();
    assertThat(series.spearman()).isEmpty();
    series.add(1, 2);
    series.add(Double.NaN, 3);
    assertThat(series.spearman()).hasValue(Double.NaN);
  }
}
