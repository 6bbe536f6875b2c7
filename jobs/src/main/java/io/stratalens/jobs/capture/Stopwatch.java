package io.stratalens.jobs.capture;

/**
 * How long a chunk takes, and how much of that until its last forward pass. Any thread may use it.
 */
public final class Stopwatch {
  private final long start = System.nanoTime();
  private volatile long computed = start;

  private Stopwatch() {}

  /** A watch that runs from now on. */
  public static Stopwatch start() {
    return new Stopwatch();
  }

  /** The last forward pass is done. */
  public void lap() {
    computed = System.nanoTime();
  }

  /** Seconds to the last forward pass. */
  public double computed() {
    return (computed - start) / 1e9;
  }

  /** Seconds until now. */
  public double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }
}
