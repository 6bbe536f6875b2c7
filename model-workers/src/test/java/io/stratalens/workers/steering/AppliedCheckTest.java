package io.stratalens.workers.steering;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AppliedCheckTest {
  @Test
  void whatRowsTellAndTheEngineWasNotGivenFailsTheWork() {
    AppliedCheck.require(3, 3);
    assertThatThrownBy(() -> AppliedCheck.require(3, 2))
        .hasMessage(
            "Cannot tell how often interventions applied because the rows have 3 positions for them"
                + " and the engine was given: 2");
  }
}
