package io.stratalens.udfs.steerability;

import static io.stratalens.udfs.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SteerabilityTest {
  private static final double[] MULTIPLIERS = {-1, 0, 1};
  private static final boolean[] TOP = {true, false, false, true};

  private static Steerability of(double[]... curves) {
    return Steerability.of(
        new PropensityCurves(MULTIPLIERS, curves), Arrays.copyOf(TOP, curves.length));
  }

  @Test
  void everyStatisticOfThreeSamplesIsTheOneDoneByHand() {
    // Slopes 1, 3 and -1; the mean curve is -1/3, 0, 5/3.
    Steerability result =
        of(new double[] {0, 0, 2}, new double[] {-2, 1, 4}, new double[] {1, -1, -1});
    assertThat(result.samples()).isEqualTo(3);
    assertThat(result.slope()).isCloseTo(1, within(1e-15));
    assertThat(result.intercept()).isCloseTo(4.0 / 9, within(1e-15));
    // Student's t with 2 degrees of freedom: 4.30265273.
    assertThat(result.interval().orElseThrow().low())
        .isCloseTo(1 - 4.30265273 * 2 / Math.sqrt(3), within(1e-7));
    assertThat(result.interval().orElseThrow().high())
        .isCloseTo(1 + 4.30265273 * 2 / Math.sqrt(3), within(1e-7));
    // Residuals 2/9, -4/9, 2/9 against deviations -7/9, -4/9, 11/9.
    assertThat(result.r2().getAsDouble()).isCloseTo(1 - 24.0 / 186, within(1e-14));
    assertThat(result.rho()).hasValue(1);
    assertThat(result.monotone()).isTrue();
    assertThat(result.antiSteerableFraction()).isCloseTo(1.0 / 3, within(1e-15));
    assertThat(result.labelTopShare()).isCloseTo(1.0 / 3, within(1e-15));
  }

  @Test
  void theOrderOfTheMultipliersDoesNotMatter() {
    double[][] curves = {{0, 0.5, 4}, {-2, 1, 3}};
    double[][] turned = {{4, 0, 0.5}, {3, -2, 1}};
    boolean[] top = {true, false};
    assertThat(Steerability.of(new PropensityCurves(new double[] {1, -1, 0}, turned), top))
        .isEqualTo(Steerability.of(new PropensityCurves(MULTIPLIERS, curves), top));
  }

  @Test
  void aCurveWithinTheNoiseHasNoR2() {
    assertThat(of(new double[] {0, 0.0004, 0.0009}).r2()).isEmpty();
    assertThat(of(new double[] {0, 0.0004, 0.0011}).r2()).isPresent();
  }

  @Test
  void aConstantCurveHasNeitherRhoNorATurn() {
    Steerability result = of(new double[] {2, 2, 2});
    assertThat(result.rho()).isEmpty();
    assertThat(result.monotone()).isFalse();
    assertThat(result.slope()).isZero();
    assertThat(result.antiSteerableFraction()).isZero();
  }

  @Test
  void aStrictFallIsMonotoneAndAPlateauIsNot() {
    assertThat(of(new double[] {2, 1, 0}).monotone()).isTrue();
    assertThat(of(new double[] {2, 1, 1}).monotone()).isFalse();
    assertThat(of(new double[] {0, 2, 1}).monotone()).isFalse();
  }

  @Test
  void oneSampleHasNoInterval() {
    assertThat(of(new double[] {0, 1, 2}).interval()).isEmpty();
  }

  @Test
  void badCurvesAreRefusedByTheirSample() {
    assertRefused(() -> of(), "no samples");
    assertRefused(() -> of(new double[3], new double[] {0, Double.NaN, 1}), "sample 1", "NaN");
    assertRefused(() -> of(new double[3], new double[2]), "sample 1", "3 multipliers: 2");
    assertRefused(
        () -> Steerability.of(new PropensityCurves(MULTIPLIERS, new double[1][3]), TOP),
        "1 samples: 4");
  }

  @Test
  void badMultipliersAreRefused() {
    double[][] none = new double[0][];
    assertRefused(() -> new PropensityCurves(new double[] {0.5}, none), "two", "[0.5]");
    assertRefused(() -> new PropensityCurves(new double[] {1, 0, 1}, none), "twice: 1.0");
    assertRefused(() -> new PropensityCurves(new double[] {0, -0.0}, none), "twice: 0.0");
    assertRefused(() -> new PropensityCurves(new double[] {0, Double.NaN}, none), "NaN");
  }
}
