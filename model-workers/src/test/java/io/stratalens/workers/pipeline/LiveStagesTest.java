package io.stratalens.workers.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LiveStagesTest {
  private final AtomicLong now = new AtomicLong();
  private final LiveStages stages = new LiveStages();

  @Test
  void whatAStageDidStillCountsWhenItHasEnded() {
    StageProgress first = new StageProgress(now::get);
    StageProgress second = new StageProgress(now::get);
    stages.begin(first);
    stages.begin(second);
    first.computed(5);
    first.waited(2);
    second.computed(7);
    stages.end(first);
    stages.end(first);

    assertThat(stages.count()).isEqualTo(1);
    assertThat(stages.busy()).isEqualTo(Duration.ofNanos(12));
    assertThat(stages.waited()).isEqualTo(Duration.ofNanos(2));
    assertThat(stages.microbatches()).isEqualTo(2);
  }

  @Test
  void theStageThatGotOnLastAndTheOneThatIsStuckAreTold() {
    StageProgress stuck = new StageProgress(now::get);
    StageProgress waiting = new StageProgress(now::get);
    stages.begin(stuck);
    stages.begin(waiting);
    stuck.working();
    now.set(10);
    waiting.working();
    waiting.waiting();
    now.set(14);

    assertThat(stages.age()).isEqualTo(Duration.ofNanos(4));
    assertThat(stages.stuck()).isEqualTo(Duration.ofNanos(14));
  }
}
