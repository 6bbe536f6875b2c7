package io.stratalens.udfs.steerability;

import static io.stratalens.udfs.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ControlStatisticsTest {
  private static final double[] SLOPES = {0.5, -1.25, 0.25, 0.5};

  @Test
  void theDirectionsAreSummedUp() {
    ControlStatistics control = ControlStatistics.of(2, SLOPES);
    assertThat(control.moments().count()).isEqualTo(4);
    assertThat(control.moments().mean()).isZero();
    assertThat(control.moments().standardDeviation().getAsDouble())
        .isCloseTo(Math.sqrt((0.25 + 1.5625 + 0.0625 + 0.25) / 3), within(1e-15));
    assertThat(control.largest()).isEqualTo(1.25);
    assertThat(control.interval().orElseThrow().low()).isNegative();
    assertThat(control.interval().orElseThrow().high()).isPositive();
  }

  @Test
  void rankOneMeansThatTheLabelVectorExceedsEveryDirection() {
    assertThat(ControlStatistics.of(1.3, SLOPES).rank()).isEqualTo(1);
    assertThat(ControlStatistics.of(-1.3, SLOPES).rank()).isEqualTo(1);
    assertThat(ControlStatistics.of(1.25, SLOPES).rank()).isEqualTo(2);
    assertThat(ControlStatistics.of(-0.6, SLOPES).rank()).isEqualTo(2);
    assertThat(ControlStatistics.of(0.5, SLOPES).rank()).isEqualTo(4);
    assertThat(ControlStatistics.of(0, SLOPES).rank()).isEqualTo(5);
  }

  @Test
  void slopesThatAreNoNumbersAreRefused() {
    assertRefused(() -> ControlStatistics.of(1, new double[] {}), "none");
    assertRefused(() -> ControlStatistics.of(Double.NaN, SLOPES), "NaN");
    assertRefused(() -> ControlStatistics.of(1, new double[] {Double.NaN}), "NaN");
  }
}
