package io.stratalens.workers.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** The stages of this process that are at work, and what those before them did. */
public final class LiveStages {
  private static final LiveStages OF_PROCESS = new LiveStages();

  private final List<StageProgress> live = new ArrayList<>();
  private Duration busy = Duration.ZERO;
  private Duration waited = Duration.ZERO;
  private long microbatches;

  LiveStages() {}

  /** Those of this process. */
  public static LiveStages ofProcess() {
    return OF_PROCESS;
  }

  /** Takes a stage in, until it ends. */
  public synchronized void begin(StageProgress stage) {
    live.add(stage);
  }

  /** A stage does no more; what it did still counts. */
  public synchronized void end(StageProgress stage) {
    if (live.remove(stage)) {
      busy = busy.plus(stage.busy());
      waited = waited.plus(stage.waited());
      microbatches += stage.microbatches();
    }
  }

  /** How many there are. */
  public synchronized int count() {
    return live.size();
  }

  /** Time spent in forward passes. */
  public synchronized Duration busy() {
    return total(busy, StageProgress::busy);
  }

  /** Time spent waiting for neighbours. */
  public synchronized Duration waited() {
    return total(waited, StageProgress::waited);
  }

  /** Microbatches computed. */
  public synchronized long microbatches() {
    return microbatches + live.stream().mapToLong(StageProgress::microbatches).sum();
  }

  /** How long ago any stage got on; zero where there is none. */
  public synchronized Duration age() {
    return live.stream()
        .map(StageProgress::age)
        .min(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** How long a stage has worked without getting on, at most. */
  public synchronized Duration stuck() {
    return live.stream()
        .map(StageProgress::stuck)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  private Duration total(Duration ended, Function<StageProgress, Duration> time) {
    return live.stream().map(time).reduce(ended, Duration::plus);
  }
}
