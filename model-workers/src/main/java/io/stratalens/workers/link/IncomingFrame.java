package io.stratalens.workers.link;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A frame on its way into a slot. */
final class IncomingFrame implements FrameSink {
  private final FrameHeader header;
  private final ByteBuffer target;
  private final Consumer<Frame> whole;
  private final Runnable release;
  private boolean done;

  /**
   * A frame to fill.
   *
   * @param slot memory for at least the payload
   * @param whole takes the frame
   * @param release gives the slot back
   */
  IncomingFrame(FrameHeader header, ByteBuffer slot, Consumer<Frame> whole, Runnable release) {
    this.header = header;
    this.target = slot.slice(0, Math.toIntExact(header.payloadBytes()));
    this.whole = whole;
    this.release = release;
  }

  @Override
  public void accept(ByteBuffer piece) {
    if (piece.remaining() > target.remaining()) {
      abandon();
      throw new IllegalStateException(
          "more than the %d bytes that its header says, for %s"
              .formatted(header.payloadBytes(), header.place()));
    }
    target.put(piece);
  }

  @Override
  public Reply complete() {
    if (target.hasRemaining()) {
      int missing = target.remaining();
      abandon();
      return Reply.refused(
          "%d of its %d bytes are missing".formatted(missing, header.payloadBytes()));
    }
    done = true;
    whole.accept(Frame.of(header, target.flip(), release));
    return Reply.done();
  }

  @Override
  public void abandon() {
    if (!done) {
      done = true;
      release.run();
    }
  }
}
