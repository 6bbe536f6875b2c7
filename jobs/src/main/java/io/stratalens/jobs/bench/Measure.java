package io.stratalens.jobs.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Work that is repeated and timed. */
final class Measure {
  // Short turns, so that a machine's bad minute falls on all measures.
  private static final double TURN_SECONDS = 5;

  private final String name;
  private final long tokens;
  private final Runnable work;
  private double seconds;
  private long passes;

  /**
   * @param tokens of one pass
   */
  Measure(String name, long tokens, Runnable work) {
    this.name = name;
    this.tokens = tokens;
    this.work = work;
  }

  /** Runs each once to warm up, then in turns until each has run for so many seconds. */
  static void inTurns(List<Measure> measures, int seconds, Consumer<String> progress) {
    for (Measure measure : measures) {
      progress.accept("warming up: " + measure.name);
      measure.work.run();
    }
    boolean open = true;
    while (open) {
      open = false;
      for (Measure measure : measures) {
        if (measure.seconds < seconds) {
          measure.turn(Math.min(TURN_SECONDS, seconds));
          open |= measure.seconds < seconds;
          progress.accept(measure.line());
        }
      }
    }
  }

  private void turn(double length) {
    double end = seconds + length;
    while (seconds < end) {
      long start = System.nanoTime();
      work.run();
      seconds += (System.nanoTime() - start) / 1e9;
      passes++;
    }
  }

  /** Tokens per second. */
  double rate() {
    return passes * tokens / seconds;
  }

  /** Seconds of one pass. */
  double secondsOfPass() {
    return seconds / passes;
  }

  String line() {
    return String.format(Locale.ROOT, "%-34s %12.1f %9.1f", name, rate(), seconds);
  }
}
