package io.stratalens.workers.link;

import java.nio.ByteBuffer;

/**
 * Reads over a frame that is not wanted, so that its connection stays in step. A frame larger than
 * any that is allowed is cut off instead.
 */
final class RefusedFrame implements FrameSink {
  private final String reason;
  private long left;

  RefusedFrame(FrameHeader header, long mostBytes, String reason) {
    this.left = Math.min(header.payloadBytes(), mostBytes);
    this.reason = reason;
  }

  @Override
  public void accept(ByteBuffer piece) {
    left -= piece.remaining();
    if (left < 0) {
      throw new IllegalStateException("a frame larger than allowed, and " + reason);
    }
  }

  @Override
  public Reply complete() {
    return Reply.refused(reason);
  }

  @Override
  public void abandon() {}
}
