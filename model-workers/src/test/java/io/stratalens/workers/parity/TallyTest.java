package io.stratalens.workers.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.udfs.vector.VectorType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is judged, for every type that a device computes in. */
final class TallyTest {
  private static final float[] REFERENCE = {1, 2};

  @ParameterizedTest
  @EnumSource(VectorType.class)
  void oneValueThatIsNotFiniteFails(VectorType computeType) {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Tally vectors = tally(computeType);
      vectors.site("mlp_out").addVector(new float[] {1, value}, 0, REFERENCE, 0, 2);
      assertThat(vectors.findings()).hasSize(1).noneMatch(Finding::passed);
      Tally lens = tally(computeType);
      lens.site("mlp_out").addMixed(value, 1);
      assertThat(lens.findings()).hasSize(1).noneMatch(Finding::passed);
    }
  }

  @ParameterizedTest
  @EnumSource(VectorType.class)
  void valuesThatAreTheReferencesPass(VectorType computeType) {
    assertThat(tally(computeType).findings()).hasSize(1).allMatch(Finding::passed);
  }

  private static Tally tally(VectorType computeType) {
    Tally tally = new Tally(computeType, 1e-4, 2);
    for (int i = 0; i < 9; i++) {
      tally.site("mlp_out").addVector(REFERENCE, 0, REFERENCE, 0, 2);
    }
    return tally;
  }
}
