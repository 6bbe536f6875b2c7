package io.stratalens.workers.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stratalens.udfs.error.StratalensException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SamplingTest {
  @Test
  void numbersThatGiveNoDistributionAreRefusedByName() {
    refused(() -> new Sampling(-0.1, 0, 1, 1, 0), "temperature is out of range: -0.1");
    refused(() -> new Sampling(Double.NaN, 0, 1, 1, 0), "temperature is out of range: NaN");
    refused(() -> new Sampling(1, -1, 1, 1, 0), "top-k is out of range: -1");
    refused(() -> new Sampling(1, 0, 0, 1, 0), "top-p is out of range: 0.0");
    refused(() -> new Sampling(1, 0, 1.01, 1, 0), "top-p is out of range: 1.01");
    refused(() -> new Sampling(1, 0, 1, 0, 0), "repetition penalty is out of range: 0.0");
  }

  @Test
  void aDrawFollowsFromSeedPromptAndStep() {
    Sampling sampling = new Sampling(1, 0, 1, 1, 7);
    float number = sampling.draw(3, 5, new int[] {1}).uniform();
    assertThat(sampling.draw(3, 5, new int[] {9, 9}).uniform()).isEqualTo(number);
    assertThat(sampling.draw(3, 6, new int[] {1}).uniform()).isNotEqualTo(number);
    assertThat(sampling.draw(4, 5, new int[] {1}).uniform()).isNotEqualTo(number);
    assertThat(new Sampling(1, 0, 1, 1, 8).draw(3, 5, new int[] {1}).uniform())
        .isNotEqualTo(number);
  }

  @Test
  void promptsAreToldApartByTheirIdsAndTheOrderOfThese() {
    assertThat(
            Stream.of(
                    new int[] {},
                    new int[] {0},
                    new int[] {0, 0},
                    new int[] {1, 2},
                    new int[] {2, 1})
                .map(Sampling::numberOf))
        .doesNotHaveDuplicates();
    assertThat(Sampling.numberOf(new int[] {1, 2})).isEqualTo(Sampling.numberOf(new int[] {1, 2}));
  }

  @Test
  void drawsOfPromptsAndStepsAreUniform() {
    int[] tenths = new int[10];
    int count = 100_000;
    IntStream.range(0, count).forEach(i -> tenths[(int) (10 * Uniform.of(1, i % 100, i / 100))]++);
    // Five standard deviations of a tenth of 100,000.
    for (int tenth : tenths) {
      assertThat(tenth).isCloseTo(count / 10, within(475));
    }
  }

  @Test
  void onlyAPenaltyCarriesAHistory() {
    assertThat(new Sampling(1, 0, 1, 1, 7).draw(0, 0, new int[] {4}).history()).isEmpty();
    assertThat(new Sampling(1, 0, 1, 1.1, 7).draw(0, 0, new int[] {4}).history())
        .containsExactly(4);
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(StratalensException.class).hasMessageContaining(message);
  }
}
