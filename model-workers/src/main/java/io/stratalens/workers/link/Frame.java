package io.stratalens.workers.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A header and its payload in memory outside the heap. Whoever holds a frame closes it once, and
 * must not read the payload after that: the memory then carries the next frame.
 */
public final class Frame implements AutoCloseable {
  private final FrameHeader header;
  private final ByteBuffer payload;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Frame(FrameHeader header, ByteBuffer payload, Runnable release) {
    this.header = header;
    this.payload = payload;
    this.release = release;
  }

  /** A frame whose memory needs no release. */
  public static Frame of(FrameHeader header, ByteBuffer payload) {
    return of(header, payload, () -> {});
  }

  /**
   * A frame of the buffer's remaining bytes.
   *
   * @param payload direct, exactly as long as the header says
   * @param release runs once, when the frame is closed; from any thread
   */
  public static Frame of(FrameHeader header, ByteBuffer payload, Runnable release) {
    if (!payload.isDirect()) {
      throw new IllegalArgumentException("a frame's payload lies in a direct buffer");
    }
    if (payload.remaining() != header.payloadBytes()) {
      throw new IllegalArgumentException(
          "a payload of %d bytes for a header that says %d"
              .formatted(payload.remaining(), header.payloadBytes()));
    }
    return new Frame(header, payload.slice(), release);
  }

  /** What the payload is. */
  public FrameHeader header() {
    return header;
  }

  /** A view of the payload, little-endian; an error once the frame is closed. */
  public ByteBuffer payload() {
    if (closed.get()) {
      throw new IllegalStateException("the frame is closed: " + header.place());
    }
    return payload.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Gives the memory back; a second call does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release.run();
    }
  }
}
