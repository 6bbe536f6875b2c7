package io.stratalens.workers.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rounds at made-up times; the clock's own rounds are an hour apart. */
class PulseTest {
  private static final long HOUR = Duration.ofHours(1).toNanos();

  private final PortProtocol protocol = new PortProtocol(new Inboxes(), new LinkCounters(), 1024);
  private final Pulse pulse =
      Pulse.start(
          protocol,
          new LinkSettings(1024, Duration.ofHours(1), Duration.ofHours(4), Duration.ofSeconds(1)));
  private final SilentPeer peer = new SilentPeer();
  private final RemoteSender sender =
      new RemoteSender(Frames.KEY, peer, new LinkCounters(), Duration.ZERO);
  private final long start = System.nanoTime();

  @AfterEach
  void stop() {
    pulse.close();
  }

  @Test
  void aSilentPeerIsAskedEveryRoundAndGivenUpBeforeItsTimeIsOver() {
    peer.heard = start;
    protocol.add(peer, sender);
    for (int round = 1; round <= 3; round++) {
      pulse.beat(start + round * HOUR);
      assertThat(peer.asked).isEqualTo(round);
      assertThat(peer.closed).isFalse();
    }
    pulse.beat(start + 3 * HOUR + 1);
    assertThat(peer.closed).isTrue();
    assertThat(protocol.peers()).isEmpty();
  }

  @Test
  void aPeerIsNotBlamedForTheTimeInWhichThisProcessDidNotRun() {
    peer.heard = start;
    protocol.add(peer, sender);
    pulse.beat(start + HOUR);
    pulse.beat(start + 10 * HOUR);
    assertThat(peer.touched).isEqualTo(1);
  }

  private static final class SilentPeer implements PeerConnection {
    private long heard;
    private int asked;
    private int touched;
    private boolean closed;

    @Override
    public String address() {
      return "peer:1";
    }

    @Override
    public CompletableFuture<Reply> ask(ByteBuffer message) {
      asked++;
      return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Reply> upload(ByteBuffer header, ByteBuffer payload) {
      return new CompletableFuture<>();
    }

    @Override
    public void tell(ByteBuffer message) {}

    @Override
    public void admit() {}

    @Override
    public long heardNanos() {
      return heard;
    }

    @Override
    public void touch() {
      touched++;
    }

    @Override
    public void closeSoon() {
      closed = true;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
