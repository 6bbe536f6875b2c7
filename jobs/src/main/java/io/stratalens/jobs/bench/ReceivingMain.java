package io.stratalens.jobs.bench;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.host.DaemonThreads;
import io.stratalens.workers.link.DataPort;
import io.stratalens.workers.link.LinkKey;
import io.stratalens.workers.link.StageReceiver;
import io.stratalens.workers.pipeline.StageLinks;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/**
 * A process that takes frames and drops them: it opens a data port, says its number, and ends with
 * its parent, when the link ends, or when its time is over.
 */
final class ReceivingMain {
  /** The link that it receives. */
  static final LinkKey LINK = new LinkKey("bench", 0, 1);

  /** How long it lives at most. */
  static final Duration LIFE = Duration.ofMinutes(10);

  private ReceivingMain() {}

  /**
   * Takes frames.
   *
   * @param arguments the bytes of the largest frame
   */
  public static void main(String[] arguments) {
    PrintStream results = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err); // libraries print there
    ThreadFactory threads = DaemonThreads.named("stratalens-life");
    threads.newThread(ReceivingMain::endWithParent).start();
    threads.newThread(ReceivingMain::endWithTime).start();
    try (DataPort port = DataPort.onLoopback();
        StageReceiver receiver =
            port.receiver(LINK, StageLinks.SLOTS, Long.parseLong(arguments[0]))) {
      results.println(port.address().getPort());
      takeAll(receiver);
    }
  }

  private static void takeAll(StageReceiver receiver) {
    try {
      while (true) {
        receiver.take(LIFE).close();
      }
    } catch (StratalensException e) {
      // The sender is done, or gone; either way there is nothing more to take.
    }
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {} // the parent holds the other end and writes nothing
    } catch (IOException e) {
      // as good as its end
    }
    Runtime.getRuntime().halt(0);
  }

  private static void endWithTime() {
    try {
      Thread.sleep(LIFE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }
}
