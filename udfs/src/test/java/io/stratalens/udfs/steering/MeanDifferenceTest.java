package io.stratalens.udfs.steering;

import static io.stratalens.udfs.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeanDifferenceTest {
  @Test
  void theMeanIsThatOfTheDifferences() {
    MeanDifference mean = new MeanDifference(2);
    mean.add(new float[] {1, 5}, new float[] {0, 2});
    mean.add(new float[] {4, -1}, new float[] {1, 1});
    assertThat(mean.mean()).containsExactly(2, 0.5);
    assertThat(mean.pairs()).isEqualTo(2);
  }

  @Test
  void partsMergeToTheWhole() {
    MeanDifference whole = new MeanDifference(1);
    MeanDifference left = new MeanDifference(1);
    MeanDifference right = new MeanDifference(1);
    for (int i = 0; i < 6; i++) {
      whole.add(new float[] {i}, new float[] {i * i});
      (i < 2 ? left : right).add(new float[] {i}, new float[] {i * i});
    }
    right.merge(left);
    assertThat(right.mean()).isEqualTo(whole.mean());
    assertThat(right.pairs()).isEqualTo(6);
  }

  @Test
  void differencesFarBelowTheValuesAreNotLostInFloat32() {
    MeanDifference mean = new MeanDifference(1);
    for (int i = 0; i < 20_000_000; i++) {
      mean.add(new float[] {2}, new float[] {1});
    }
    // A float32 sum stops growing at 2^24.
    assertThat(mean.mean()[0]).isEqualTo(1);
  }

  @Test
  void denormalDifferencesAndTheLargestOnesAreKept() {
    MeanDifference mean = new MeanDifference(2);
    mean.add(new float[] {Float.MIN_VALUE, Float.MAX_VALUE}, new float[] {0, -Float.MAX_VALUE});
    assertThat(mean.mean()).containsExactly(Float.MIN_VALUE, 2.0 * Float.MAX_VALUE);
  }

  @Test
  void aSteeringVectorOfNothingIsRefused() {
    assertRefused(() -> new MeanDifference(3).mean(), "no pairs", "0");
    assertRefused(
        () -> SteeringMethod.MEAN.vector(new VectorPairs(List.of(), List.of())), "no pairs");
  }

  @Test
  void aValueThatIsNotFiniteIsRefusedByItsPairAndPlace() {
    List<float[]> sound = List.of(new float[] {1, 2}, new float[] {3, 4});
    assertRefused(
        () -> new VectorPairs(sound, List.of(new float[] {0, 0}, new float[] {0, Float.NaN})),
        "pair 1",
        "other label's value 1",
        "NaN");
    assertRefused(
        () ->
            new VectorPairs(
                List.of(new float[] {Float.NEGATIVE_INFINITY}), List.of(new float[] {0})),
        "pair 0",
        "matching label's value 0",
        "-Infinity");
  }

  @Test
  void pairsOfTwoWidthsAreRefused() {
    assertRefused(
        () -> new VectorPairs(List.of(new float[2]), List.of(new float[3])), "width: 2 and 3");
    assertRefused(() -> new MeanDifference(4).merge(new MeanDifference(5)), "width: 4 and 5");
    assertRefused(
        () -> new VectorPairs(List.of(new float[2]), List.of()), "differ in rows: 1 and 0");
  }
}
