package io.stratalens.workers.host;

import io.stratalens.udfs.error.StratalensException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** One at a time, first come, first served. */
public final class Turns {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Semaphore gate = new Semaphore(1, true);

  /** Closing, from any thread, lets the next one in. Twice is fine. */
  public static final class Turn implements AutoCloseable {
    private final Semaphore gate;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Turn(Semaphore gate) {
      this.gate = gate;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        gate.release();
      }
    }
  }

  /**
   * Waits for the turn; an interrupt ends the wait.
   *
   * @param waiting runs once, where there is something to wait for
   * @param cancelled asked twice a second
   */
  public Turn take(Runnable waiting, BooleanSupplier cancelled) {
    try {
      if (!gate.tryAcquire(0, TimeUnit.MILLISECONDS)) { // unlike tryAcquire(), it does not barge in
        waiting.run();
        await(cancelled);
      }
      return new Turn(gate);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StratalensException.failed(e, "Cannot compute a chunk because this was interrupted");
    }
  }

  private void await(BooleanSupplier cancelled) throws InterruptedException {
    while (!gate.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
      if (cancelled.getAsBoolean()) {
        throw StratalensException.failed(
            null, "Cannot compute a chunk because it was cancelled while it waited for the model");
      }
    }
  }
}
