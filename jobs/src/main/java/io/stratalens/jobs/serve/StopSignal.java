package io.stratalens.jobs.serve;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.util.SignalUtils$;

/** The signals that end a server, which then closes what it has open. */
public final class StopSignal {
  private static final int INTERRUPTED = 130;

  private final CountDownLatch arrived = new CountDownLatch(1);
  private final AtomicInteger exitCode = new AtomicInteger();

  private StopSignal() {}

  /** From here on SIGTERM and SIGINT do not end the process but {@link #await}. */
  public static StopSignal install() {
    StopSignal signal = new StopSignal();
    SignalUtils$.MODULE$.register("TERM", () -> signal.arrive(0));
    SignalUtils$.MODULE$.register("INT", () -> signal.arrive(INTERRUPTED));
    return signal;
  }

  private boolean arrive(int code) {
    exitCode.compareAndSet(0, code);
    arrived.countDown();
    return true;
  }

  /** Waits for a signal; the exit code to end with: 0 after SIGTERM, 130 after SIGINT. */
  public int await() {
    try {
      arrived.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return exitCode.get();
  }
}
