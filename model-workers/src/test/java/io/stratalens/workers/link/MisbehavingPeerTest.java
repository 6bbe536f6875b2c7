package io.stratalens.workers.link;

import static io.stratalens.workers.link.Frames.KEY;
import static io.stratalens.workers.link.Ports.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A port that is not authenticated survives what peers send. */
class MisbehavingPeerTest {
  private static final int FRAME = 1024;

  private final DataPort port = Ports.open();
  private final SparkTransport raw = Ports.raw(Ports.plain());

  @AfterEach
  void everythingIsClosedAndAGoodPeerWasStillServed() {
    LinkKey other = new LinkKey("run-good", 0, 7);
    try (DataPort good = Ports.open();
        StageReceiver receiver = port.receiver(other, 1, FRAME);
        StageSender sender = good.sender(port.address(), other, SOON)) {
      sender.send(Frames.header(other, 0, FRAME), Frames.payload(0, FRAME), SOON);
      assertThat(receiver.take(SOON).payload()).isEqualTo(Frames.payload(0, FRAME));
    }
    raw.close();
    port.close();
  }

  @Test
  void aFrameShorterThanItsHeaderSaysIsRefusedAndItsSlotIsFreeAgain() throws Exception {
    StageReceiver receiver = port.receiver(KEY, 1, FRAME);
    PeerConnection peer = attached();
    for (int i = 0; i < 3; i++) {
      Reply reply = upload(peer, Frames.header(i, FRAME), 1000);
      assertThat(reply.accepted()).isFalse();
      assertThat(reply.reason()).isEqualTo("24 of its 1024 bytes are missing");
    }
    assertThat(upload(peer, Frames.header(3, FRAME), FRAME).accepted()).isTrue();
    assertThat(receiver.take(SOON).header().microbatch()).isEqualTo(3);
  }

  @Test
  void aFrameLongerThanItsHeaderSaysEndsTheConnectionAndTheLink() throws Exception {
    StageReceiver receiver = port.receiver(KEY, 1, FRAME);
    PeerConnection peer = attached();
    assertThatThrownBy(() -> upload(peer, Frames.header(0, FRAME), 4 * FRAME));
    assertThatThrownBy(() -> receiver.take(SOON)).hasMessageContaining("connection was lost");
    assertThatThrownBy(() -> ask(peer, new Message.Ping().encode()));
  }

  @Test
  void aFrameWithoutACreditEndsTheConnection() throws Exception {
    StageReceiver receiver = port.receiver(KEY, 1, FRAME);
    PeerConnection peer = attached();
    upload(peer, Frames.header(0, FRAME), FRAME);
    assertThatThrownBy(() -> upload(peer, Frames.header(1, FRAME), FRAME));
    // The first frame may still be there when the loss is not yet known.
    assertThatThrownBy(
            () -> {
              receiver.take(SOON);
              receiver.take(SOON);
            })
        .hasMessageContaining("connection was lost");
  }

  @Test
  void aFrameOfAnotherEpochIsReadOverAndRefused() throws Exception {
    StageReceiver receiver = port.receiver(KEY, 1, FRAME);
    PeerConnection peer = attached();
    Reply stale = upload(peer, Frames.header(new LinkKey("run-1", 2, 1), 0, FRAME), FRAME);
    assertThat(stale.reason()).contains("the link is for stage 1 of run run-1 in epoch 3");
    Reply large = upload(peer, Frames.header(0, 64 * FRAME), 64 * FRAME);
    assertThat(large.reason()).contains("over the 1024 of a slot");
    assertThat(upload(peer, Frames.header(0, FRAME), FRAME).accepted()).isTrue();
    assertThat(receiver.take(SOON).header().to()).isEqualTo(KEY);
  }

  @Test
  void aFrameOverTheLargestAllowedIsCutOff() throws Exception {
    port.receiver(KEY, 1, FRAME);
    PeerConnection peer = attached();
    int over = (int) Ports.QUICK.mostFrameBytes() + 4;
    assertThatThrownBy(() -> upload(peer, Frames.header(0, over), over));
    assertThatThrownBy(() -> ask(peer, new Message.Ping().encode()));
  }

  @Test
  void framesWithoutALinkAndMessagesThatAreNoneEndTheConnection() throws Exception {
    port.receiver(KEY, 1, FRAME);
    PeerConnection strange = connection();
    assertThatThrownBy(() -> upload(strange, Frames.header(0, FRAME), FRAME));
    PeerConnection garbage = connection();
    assertThatThrownBy(() -> ask(garbage, ByteBuffer.allocate(100)));
    PeerConnection header = attached();
    assertThatThrownBy(
        () -> answer(header.upload(ByteBuffer.allocate(40), ByteBuffer.allocateDirect(8))));
  }

  @Test
  void garbageOnTheSocketEndsThatConnectionOnly() throws Exception {
    Random random = new Random(11);
    for (int i = 0; i < 50; i++) {
      byte[] bytes = new byte[1 + random.nextInt(20_000)];
      random.nextBytes(bytes);
      // Lengths that would be believed, so that what follows is looked at.
      if (bytes.length > 8 && i % 2 == 0) {
        ByteBuffer.wrap(bytes).putLong(0, 9 + random.nextInt(bytes.length));
        bytes[8] = (byte) (random.nextInt(13) - 1);
      }
      try (Socket socket = socket()) {
        send(socket, bytes);
      }
    }
  }

  @Test
  void aHugeLengthIsNotWaitedFor() throws Exception {
    try (Socket socket = socket()) {
      send(socket, ByteBuffer.allocate(8).putLong(0, Integer.MAX_VALUE - 100L).array());
      long sent = sendUntilCut(socket);
      assertThat(sent).as("of 2 GiB").isLessThan(16L << 20);
    }
  }

  @Test
  void aSilentConnectionIsCut() throws Exception {
    try (Socket socket = socket()) {
      socket.setSoTimeout((int) SOON.toMillis());
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  private Socket socket() throws IOException {
    return new Socket(Ports.HOST, port.address().getPort());
  }

  private static void send(Socket socket, byte[] bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      // Cut off while it was still sending: as good.
      assertThat(e).isNotNull();
    }
  }

  /** Bytes that went before the other side closed; at most 64 MiB. */
  static long sendUntilCut(Socket socket) {
    byte[] block = new byte[64 << 10];
    long sent = 0;
    try {
      while (sent < 64L << 20) {
        socket.getOutputStream().write(block);
        sent += block.length;
      }
    } catch (IOException e) {
      return sent;
    }
    return sent;
  }

  private PeerConnection connection() throws Exception {
    return raw.connect(Ports.HOST, port.address().getPort());
  }

  private PeerConnection attached() throws Exception {
    PeerConnection peer = connection();
    assertThat(ask(peer, new Message.Open(KEY).encode()).accepted()).isTrue();
    return peer;
  }

  private static Reply ask(PeerConnection peer, ByteBuffer message) throws Exception {
    return answer(peer.ask(message));
  }

  private static Reply upload(PeerConnection peer, FrameHeader header, int bytes) throws Exception {
    return answer(peer.upload(header.encode(), ByteBuffer.allocateDirect(bytes)));
  }

  private static Reply answer(CompletableFuture<Reply> reply) throws Exception {
    return reply.get(SOON.toSeconds(), TimeUnit.SECONDS);
  }
}
