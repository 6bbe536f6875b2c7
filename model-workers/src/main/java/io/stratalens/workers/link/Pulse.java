package io.stratalens.workers.link;

import io.stratalens.workers.host.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Asks peers whether they are there and gives up those that are silent: a stopped process keeps its
 * connections, and Spark's own timeout takes minutes to see it.
 */
final class Pulse implements AutoCloseable {
  private final PortProtocol protocol;
  private final long everyNanos;
  private final long silenceNanos;
  private final ScheduledExecutorService clock;
  private long lastBeat = System.nanoTime();

  private Pulse(PortProtocol protocol, LinkSettings settings) {
    this.protocol = protocol;
    this.everyNanos = settings.ping().toNanos();
    this.silenceNanos = settings.silence().toNanos();
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            DaemonThreads.named("stratalens-data-port-pulse"));
  }

  static Pulse start(PortProtocol protocol, LinkSettings settings) {
    Pulse pulse = new Pulse(protocol, settings);
    Duration every = settings.ping();
    pulse.clock.scheduleWithFixedDelay(
        () -> pulse.beat(System.nanoTime()),
        every.toNanos(),
        every.toNanos(),
        TimeUnit.NANOSECONDS);
    return pulse;
  }

  /** One round. */
  void beat(long now) {
    List<PeerConnection> peers = protocol.peers();
    if (now - lastBeat > 2 * everyNanos) {
      // This process itself did not run for a while, so it could hear nobody.
      peers.forEach(PeerConnection::touch);
    }
    lastBeat = now;
    for (PeerConnection peer : peers) {
      long silent = now - peer.heardNanos();
      // By the next round it would be over.
      if (silent > silenceNanos - everyNanos) {
        giveUp(peer, silent);
      } else if (protocol.sendsTo(peer)) {
        // The receiver hears the question, the sender the answer: one ping serves both.
        peer.ask(new Message.Ping().encode());
      }
    }
  }

  private void giveUp(PeerConnection peer, long silent) {
    protocol.lost(
        peer,
        String.format(Locale.ROOT, "%s has been silent for %.1f s", peer.address(), silent / 1e9));
    peer.closeSoon();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
