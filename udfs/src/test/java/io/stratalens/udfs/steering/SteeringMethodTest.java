package io.stratalens.udfs.steering;

import static io.stratalens.udfs.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stratalens.udfs.vector.Norms;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SteeringMethodTest {
  @ParameterizedTest
  @EnumSource(SteeringMethod.class)
  void everyMethodAgreesWithTheMeanInSignAndNorm(SteeringMethod method) {
    for (int seed = 0; seed < 8; seed++) {
      VectorPairs pairs = SamplePairs.of(24, 200, seed, 3);
      double[] mean = pairs.meanDifference();
      double[] vector = toDoubles(method.vector(pairs));
      assertThat(Norms.euclidean(vector)).isCloseTo(Norms.euclidean(mean), within(1e-5));
      assertThat(Norms.dot(vector, mean)).isPositive();
    }
  }

  @Test
  void theMeanIsNotScaledAtAll() {
    VectorPairs pairs = SamplePairs.of(24, 200, 1, 3);
    assertThat(SteeringMethod.MEAN.vector(pairs)).isEqualTo(Norms.toFloats(pairs.meanDifference()));
  }

  @Test
  void swappedLabelsTurnEveryVectorRound() {
    List<float[]> one = List.of(new float[] {1, 5, 2}, new float[] {2, 4, 2});
    List<float[]> two = List.of(new float[] {0, 1, 2}, new float[] {0, 1, 1});
    for (SteeringMethod method : SteeringMethod.values()) {
      float[] there = method.vector(new VectorPairs(one, two));
      float[] back = method.vector(new VectorPairs(two, one));
      for (int i = 0; i < 3; i++) {
        assertThat(back[i]).isCloseTo(-there[i], within(1e-5f));
      }
    }
  }

  @Test
  void methodsDifferWhereOnePairIsAnOutlier() {
    List<float[]> matching =
        List.of(new float[] {1, 0}, new float[] {1, 0}, new float[] {1, 0}, new float[] {0, 9});
    List<float[]> other = List.of(new float[2], new float[2], new float[2], new float[2]);
    VectorPairs pairs = new VectorPairs(matching, other);
    // The second moments are diag(3, 81), so the outlier's axis is the principal one.
    assertThat(SteeringMethod.PCA.vector(pairs)[0]).isCloseTo(0, within(1e-6f));
    assertThat(SteeringMethod.PCA.vector(pairs)[1])
        .isCloseTo((float) Math.hypot(0.75, 2.25), within(1e-6f));
    assertThat(SteeringMethod.MEAN.vector(pairs)).containsExactly(0.75f, 2.25f);
  }

  @Test
  void aDirectionThatIsOrthogonalToTheMeanIsRefused() {
    List<float[]> matching = List.of(new float[] {1, 9}, new float[] {1, -9});
    List<float[]> other = List.of(new float[2], new float[2]);
    assertRefused(
        () -> SteeringMethod.PCA.vector(new VectorPairs(matching, other)), "pca", "cosine");
  }

  @ParameterizedTest
  @EnumSource(SteeringMethod.class)
  void lettersThatMatchEquallyOftenMakeZerosWhereTheyAreAllThatDiffers(SteeringMethod method) {
    float[] a = {0.3f, -1.7f, 2.9f};
    float[] b = {1.1f, 0.7f, -0.2f};
    List<float[]> matching = List.of(a, b, b, a, b, a);
    List<float[]> other = List.of(b, a, a, b, a, b);
    assertThat(method.vector(new VectorPairs(matching, other))).containsExactly(0, 0, 0);
  }

  @ParameterizedTest
  @EnumSource(SteeringMethod.class)
  void pairsOneByOneMakeTheVectorThatTheyMakeTogether(SteeringMethod method) {
    List<float[]> matching = List.of(new float[] {1, 5, 2}, new float[] {2, 4, 2});
    List<float[]> other = List.of(new float[] {0, 1, 2}, new float[] {0, 1, 1});
    List<LabelledPair> pairs =
        List.of(
            new LabelledPair(matching.get(0), other.get(0)),
            new LabelledPair(matching.get(1), other.get(1)));
    assertThat(method.vector(pairs.iterator()))
        .isEqualTo(method.vector(new VectorPairs(matching, other)));
  }

  @ParameterizedTest
  @EnumSource(SteeringMethod.class)
  void noPairsAreRefused(SteeringMethod method) {
    assertRefused(() -> method.vector(List.<LabelledPair>of().iterator()), "no pairs");
  }

  @Test
  void anUnknownMethodIsRefusedByName() {
    assertThat(SteeringMethod.of("logistic")).isEqualTo(SteeringMethod.LOGISTIC);
    assertRefused(() -> SteeringMethod.of("median"), "mean, pca, logistic", "median");
  }

  private static double[] toDoubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
