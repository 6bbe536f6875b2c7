package io.stratalens.workers.pipeline;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Whether a stage gets on, and how much of its time it computes. Any thread may read. */
public final class StageProgress {
  private final LongSupplier nanoTime;
  private final AtomicLong last;
  private final AtomicLong busy = new AtomicLong();
  private final AtomicLong waited = new AtomicLong();
  private final AtomicLong microbatches = new AtomicLong();
  private volatile boolean working;

  /** Progress on this clock, of which only differences count. */
  public StageProgress(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.last = new AtomicLong(nanoTime.getAsLong());
  }

  /** The stage has something to do itself from now on. */
  void working() {
    last.set(nanoTime.getAsLong());
    working = true;
  }

  /** The stage waits for another, or has nothing to do. */
  void waiting() {
    working = false;
  }

  /** The stage had so long nothing to do but to wait for a neighbour. */
  void waited(long nanos) {
    waited.addAndGet(nanos);
  }

  void computed(long nanos) {
    busy.addAndGet(nanos);
    microbatches.incrementAndGet();
    last.set(nanoTime.getAsLong());
  }

  /** How long the stage has worked without getting on; zero while it waits for another. */
  public Duration stuck() {
    return working ? Duration.ofNanos(nanoTime.getAsLong() - last.get()) : Duration.ZERO;
  }

  /** How long ago the stage last got on. */
  public Duration age() {
    return Duration.ofNanos(nanoTime.getAsLong() - last.get());
  }

  /** Time spent in forward passes. */
  public Duration busy() {
    return Duration.ofNanos(busy.get());
  }

  /** Time spent waiting for neighbours. */
  public Duration waited() {
    return Duration.ofNanos(waited.get());
  }

  /** Microbatches computed. */
  public long microbatches() {
    return microbatches.get();
  }
}
