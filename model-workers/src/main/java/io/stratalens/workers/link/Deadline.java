package io.stratalens.workers.link;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The end of a wait, on the clock that never jumps. */
final class Deadline {
  // Longer waits are no deadline, and their nanoseconds would overflow.
  private static final Duration LONGEST = Duration.ofDays(30);

  private final long started = System.nanoTime();
  private final long nanos;

  private Deadline(long nanos) {
    this.nanos = nanos;
  }

  static Deadline in(Duration duration) {
    return new Deadline((duration.compareTo(LONGEST) > 0 ? LONGEST : duration).toNanos());
  }

  long remainingNanos() {
    return nanos - (System.nanoTime() - started);
  }

  /** Waits on a monitor that the caller holds; false when the deadline has passed. */
  boolean await(Object monitor) throws InterruptedException {
    long left = remainingNanos();
    if (left <= 0) {
      return false;
    }
    // Rounded up, or the last millisecond would be spent spinning.
    monitor.wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
    return true;
  }

  double waitedSeconds() {
    return (System.nanoTime() - started) / 1e9;
  }
}
