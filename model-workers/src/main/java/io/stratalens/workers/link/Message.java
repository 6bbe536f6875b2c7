package io.stratalens.workers.link;

import io.stratalens.udfs.error.StratalensException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** What data ports say to each other besides frames. */
sealed interface Message {
  int MAGIC = 0x534C_4B31;

  /** A sender asks for a link; the answer says how many frames it may send. */
  record Open(LinkKey key) implements Message {}

  /** A sender asks whether the receiver is there. */
  record Ping() implements Message {}

  /** A sender sends no more. */
  record Close() implements Message {}

  /** One side gives up; the other side's waits end with this reason. */
  record Fail(String reason) implements Message {}

  /** The receiver allows so many frames in all. */
  record Credit(long total) implements Message {}

  default ByteBuffer encode() {
    ByteBuffer target = ByteBuffer.allocate(Integer.BYTES + 1 + Texts.REASON_BYTES);
    target.putInt(MAGIC);
    if (this instanceof Open open) {
      target.put((byte) 1).putInt(open.key().epoch()).putInt(open.key().stage());
      Texts.put(target, open.key().run());
    } else if (this instanceof Ping) {
      target.put((byte) 2);
    } else if (this instanceof Close) {
      target.put((byte) 3);
    } else if (this instanceof Fail fail) {
      target.put((byte) 4);
      Texts.put(target, Texts.reason(fail.reason()));
    } else if (this instanceof Credit credit) {
      target.put((byte) 5).putLong(credit.total());
    }
    return target.flip();
  }

  static Message decode(ByteBuffer source) {
    int length = source.remaining();
    try {
      if (source.getInt() != MAGIC) {
        throw new IllegalArgumentException("it is no message of a data port");
      }
      byte kind = source.get();
      return switch (kind) {
        case 1 -> open(source);
        case 2 -> new Ping();
        case 3 -> new Close();
        case 4 -> new Fail(Texts.read(source, Texts.REASON_BYTES));
        case 5 -> new Credit(source.getLong());
        default -> throw new IllegalArgumentException("its kind is unknown: " + kind);
      };
    } catch (BufferUnderflowException e) {
      throw unreadable(e, "it ends too early", length);
    } catch (IllegalArgumentException e) {
      throw unreadable(e, e.getMessage(), length);
    }
  }

  private static Open open(ByteBuffer source) {
    int epoch = source.getInt();
    int stage = source.getInt();
    return new Open(new LinkKey(Texts.read(source, LinkKey.RUN_BYTES), epoch, stage));
  }

  private static StratalensException unreadable(Throwable cause, String reason, int length) {
    return StratalensException.failed(
        cause, "Cannot read a message because %s: %d bytes", reason, length);
  }
}
