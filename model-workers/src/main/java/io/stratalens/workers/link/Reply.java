package io.stratalens.workers.link;

import java.nio.ByteBuffer;

/**
 * The answer to a message or a frame.
 *
 * @param accepted whether it was done
 * @param credits frames that may be sent in all, where a link was opened
 * @param frameBytes the largest payload, where a link was opened
 * @param reason why it was not done
 */
record Reply(boolean accepted, long credits, long frameBytes, String reason) {
  private static final Reply DONE = new Reply(true, 0, 0, "");

  static Reply done() {
    return DONE;
  }

  static Reply opened(long credits, long frameBytes) {
    return new Reply(true, credits, frameBytes, "");
  }

  static Reply refused(String reason) {
    return new Reply(false, 0, 0, Texts.reason(reason));
  }

  ByteBuffer encode() {
    ByteBuffer target = ByteBuffer.allocate(1 + 2 * Long.BYTES + Texts.size(reason));
    target.put((byte) (accepted ? 1 : 0)).putLong(credits).putLong(frameBytes);
    Texts.put(target, reason);
    return target.flip();
  }

  static Reply decode(ByteBuffer source) {
    return new Reply(
        source.get() == 1,
        source.getLong(),
        source.getLong(),
        Texts.read(source, Texts.REASON_BYTES));
  }
}
