package io.stratalens.jobs.capture;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends threads of a run before its lock is given back: none is left behind to journal a chunk. */
final class Threads {
  private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
  private static final Duration LAST_WORK = Duration.ofSeconds(30);

  private Threads() {}

  static void end(ExecutorService threads) {
    // The flag of an interrupt would end the wait before it began.
    boolean interrupted = Thread.interrupted();
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(LAST_WORK.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("A chunk is still computed {} after its run ended", LAST_WORK);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
