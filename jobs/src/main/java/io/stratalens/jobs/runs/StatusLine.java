package io.stratalens.jobs.runs;

import java.util.Locale;
import java.util.function.LongSupplier;

/** Tells how a run gets on: a line for every chunk that is committed. Any thread may use it. */
public final class StatusLine {
  /**
   * What there is to do.
   *
   * @param unit what is counted, such as prompts
   * @param before units that were done before
   * @param total units of the whole run
   * @param rate what is told a second, such as tokens
   * @param chunks chunks to do now
   */
  public record Work(String unit, long before, long total, String rate, int chunks) {}

  /**
   * A chunk that is done.
   *
   * @param number its number in the run
   * @param name what it is of, for people; empty for nothing
   * @param units units in it
   * @param rated what counts for the rate
   */
  public record Step(int number, String name, long units, long rated) {}

  private final Work work;
  private final LongSupplier nanoTime;
  private final long start;
  private double loading;
  private int finished;
  private long units;
  private long rated;

  /** A line for work that begins now on this clock, of which only differences count. */
  public StatusLine(Work work, LongSupplier nanoTime) {
    this.work = work;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** So many seconds went into loading a model, which says nothing of the pace. */
  public synchronized void loaded(double seconds) {
    loading += seconds;
  }

  /** Seconds since the start without loading. */
  public synchronized double seconds() {
    return (nanoTime.getAsLong() - start) / 1e9 - loading;
  }

  /** Seconds of loading. */
  public synchronized double loading() {
    return loading;
  }

  /** Chunks that are done. */
  public synchronized int finished() {
    return finished;
  }

  private double rate() {
    return rated / Math.max(seconds(), 1e-9);
  }

  /** The line after a chunk. */
  public synchronized String after(Step step) {
    finished++;
    units += step.units();
    rated += step.rated();
    long done = work.before() + units;
    double each = units == 0 ? 0 : seconds() / units;
    return String.format(
        Locale.ROOT,
        "chunk %d (%d of %d to do): %s%d of %d %s, %.0f %s/s, eta %s",
        step.number(),
        finished,
        work.chunks(),
        step.name().isEmpty() ? "" : step.name() + ", ",
        done,
        work.total(),
        work.unit(),
        rate(),
        work.rate(),
        span(each * Math.max(0, work.total() - done)));
  }

  private static String span(double seconds) {
    if (seconds < 120) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    double minutes = seconds / 60;
    return minutes < 120
        ? String.format(Locale.ROOT, "%.0f min", minutes)
        : String.format(Locale.ROOT, "%.1f h", minutes / 60);
  }
}
