package io.stratalens.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.workers.selection.PositionSelection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeptPositionsTest {
  // 1024 tokens are 128 prompts of at most 8, or 8 of at most 128.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "all      | 1024",
        "last     | 128",
        "last:3   | 384",
        "0,-1     | 256",
        "127      | 8",
        "last:9   | 576",
        "5000     | 1024"
      })
  void theShortestPromptsThatHaveThePositionsKeepTheMost(String positions, long most) {
    assertThat(KeptPositions.most(PositionSelection.parse(positions), 1024)).isEqualTo(most);
  }
}
