package io.stratalens.workers.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingStepsTest {
  @Test
  void everyStepIsTakenAndTheFirstErrorIsTold() {
    List<String> taken = new ArrayList<>();
    ClosingSteps closing =
        new ClosingSteps()
            .step(() -> taken.add("one"))
            .step(
                () -> {
                  throw new IllegalStateException("two");
                })
            .step(
                () -> {
                  throw new IllegalStateException("three");
                })
            .step(() -> taken.add("four"));
    assertThat(taken).containsExactly("one", "four");
    assertThatThrownBy(closing::end)
        .hasMessage("two")
        .satisfies(error -> assertThat(error.getSuppressed()).hasSize(1));
    new ClosingSteps().end();
  }
}
