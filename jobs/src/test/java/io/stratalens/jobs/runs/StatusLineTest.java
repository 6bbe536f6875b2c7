package io.stratalens.jobs.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StatusLineTest {
  private final AtomicLong now = new AtomicLong(77);

  @Test
  void aLineTellsWhatIsDoneOfAllHowFastAndHowLongItTakesYet() {
    StatusLine line = line(new StatusLine.Work("prompts", 8, 48, "tokens", 10));

    pass(2);
    assertThat(line.after(new StatusLine.Step(3, "", 4, 1000)))
        .isEqualTo("chunk 3 (1 of 10 to do): 12 of 48 prompts, 500 tokens/s, eta 18 s");
    pass(2);
    assertThat(line.after(new StatusLine.Step(2, "mood", 4, 3000)))
        .isEqualTo("chunk 2 (2 of 10 to do): mood, 16 of 48 prompts, 1000 tokens/s, eta 16 s");
  }

  @Test
  void loadingAModelSaysNothingOfThePace() {
    StatusLine line = line(new StatusLine.Work("prompts", 0, 6, "tokens", 2));

    pass(11);
    line.loaded(10);
    assertThat(line.after(new StatusLine.Step(0, "", 3, 7)))
        .isEqualTo("chunk 0 (1 of 2 to do): 3 of 6 prompts, 7 tokens/s, eta 1 s");
    assertThat(line.seconds()).isEqualTo(1);
  }

  @Test
  void longTimesAreMinutesOrHours() {
    pass(1);
    StatusLine minutes = line(new StatusLine.Work("rows", 0, 601, "rows", 2));
    StatusLine hours = line(new StatusLine.Work("rows", 0, 9001, "rows", 2));
    pass(1);

    assertThat(minutes.after(new StatusLine.Step(0, "", 1, 1))).endsWith("eta 10 min");
    assertThat(hours.after(new StatusLine.Step(0, "", 1, 1))).endsWith("eta 2.5 h");
  }

  private StatusLine line(StatusLine.Work work) {
    return new StatusLine(work, now::get);
  }

  private void pass(long seconds) {
    now.addAndGet(seconds * 1_000_000_000L);
  }
}
