package io.stratalens.udfs.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stratalens.udfs.statistics.SampleMoments.Interval;
import org.junit.jupiter.api.Test;

class SampleMomentsTest {
  /** 12.7062047 is the 0.975 quantile of Student's t with one degree of freedom in any table. */
  @Test
  void twoValuesHaveTheIntervalOfOneDegreeOfFreedom() {
    SampleMoments moments = SampleMoments.of(new double[] {1, 3});
    assertThat(moments.mean()).isEqualTo(2);
    assertThat(moments.standardDeviation().getAsDouble()).isCloseTo(Math.sqrt(2), within(1e-15));
    Interval interval = moments.interval().orElseThrow();
    assertThat(interval.low()).isCloseTo(2 - 12.7062047, within(1e-6));
    assertThat(interval.high()).isCloseTo(2 + 12.7062047, within(1e-6));
  }

  /** 1.980100 is the quantile with 119 degrees of freedom. */
  @Test
  void aHundredAndTwentyValuesHaveTheIntervalOfTheTable() {
    double[] values = new double[120];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2;
    }
    SampleMoments moments = SampleMoments.of(values);
    double half = 1.980100 * moments.standardDeviation().getAsDouble() / Math.sqrt(120);
    assertThat(moments.interval().orElseThrow().high()).isCloseTo(0.5 + half, within(1e-6));
  }

  @Test
  void oneValueHasNoIntervalAndEqualOnesHaveAnEmptyOne() {
    assertThat(SampleMoments.of(new double[] {4}).interval()).isEmpty();
    assertThat(SampleMoments.of(new double[] {4}).standardDeviation()).isEmpty();
    assertThat(SampleMoments.of(new double[] {4, 4}).interval()).hasValue(new Interval(4, 4));
  }
}
