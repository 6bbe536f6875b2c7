package io.stratalens.workers.link;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.VectorType;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * What a frame's payload is: the hidden state [rows x paddedLength x width] of one microbatch,
 * row-major and little-endian. Token ids and positions do not travel: every task is given the ids
 * of its whole chunk.
 *
 * @param to the stage that reads it
 * @param chunk the chunk of prompts, from 0
 * @param microbatch the microbatch within the chunk, from 0
 * @param step 0 when the prompts are read, then one more for every generated token
 * @param rows sequences
 * @param paddedLength tokens of every row in this pass, padding included
 * @param width values of one token
 * @param type how one value is encoded
 */
public record FrameHeader(
    LinkKey to,
    int chunk,
    int microbatch,
    int step,
    int rows,
    int paddedLength,
    int width,
    VectorType type) {
  private static final int MAGIC = 0x534C_4652;
  private static final byte VERSION = 1;
  private static final int INTEGERS = 8;

  /** The longest encoded header, in bytes. */
  static final int MOST_BYTES =
      Integer.BYTES + 2 + Short.BYTES + LinkKey.RUN_BYTES + INTEGERS * Integer.BYTES;

  /** Refuses negative numbers, empty shapes, and shapes whose bytes a long cannot count. */
  public FrameHeader {
    if (chunk < 0 || microbatch < 0 || step < 0) {
      throw new IllegalArgumentException(
          "chunk, microbatch and step are at least 0: %d, %d, %d"
              .formatted(chunk, microbatch, step));
    }
    if (rows < 1 || paddedLength < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a frame has at least one value: [%d x %d x %d]".formatted(rows, paddedLength, width));
    }
    bytes(rows, paddedLength, width, type);
  }

  /** Bytes of the payload. */
  public long payloadBytes() {
    return bytes(rows, paddedLength, width, type);
  }

  /** The header as it travels: at most {@link #MOST_BYTES} bytes. */
  ByteBuffer encode() {
    ByteBuffer target = ByteBuffer.allocate(MOST_BYTES);
    target.putInt(MAGIC).put(VERSION).put(code(type));
    Texts.put(target, to.run());
    target.putInt(to.epoch()).putInt(to.stage());
    target.putInt(chunk).putInt(microbatch).putInt(step);
    target.putInt(rows).putInt(paddedLength).putInt(width);
    return target.flip();
  }

  /** Reads a header that fills the buffer; anything else is an error that says why. */
  static FrameHeader decode(ByteBuffer source) {
    int length = source.remaining();
    if (length > MOST_BYTES) {
      throw unreadable(null, "it is longer than " + MOST_BYTES + " bytes", length);
    }
    try {
      FrameHeader header = read(source);
      if (source.hasRemaining()) {
        throw unreadable(null, source.remaining() + " bytes follow its end", length);
      }
      return header;
    } catch (BufferUnderflowException e) {
      throw unreadable(e, "it ends too early", length);
    } catch (IllegalArgumentException e) {
      throw unreadable(e, e.getMessage(), length);
    }
  }

  private static FrameHeader read(ByteBuffer source) {
    int magic = source.getInt();
    byte version = source.get();
    if (magic != MAGIC || version != VERSION) {
      throw new IllegalArgumentException(
          "it starts with %08x version %d instead of %08x version %d"
              .formatted(magic, version, MAGIC, VERSION));
    }
    VectorType type = type(source.get());
    String run = Texts.read(source, LinkKey.RUN_BYTES);
    LinkKey to = new LinkKey(run, source.getInt(), source.getInt());
    return new FrameHeader(
        to,
        source.getInt(),
        source.getInt(),
        source.getInt(),
        source.getInt(),
        source.getInt(),
        source.getInt(),
        type);
  }

  private static long bytes(int rows, int length, int width, VectorType type) {
    try {
      return Math.multiplyExact(
          Math.multiplyExact((long) rows * length, (long) width), (long) type.bytes());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "more bytes than can be counted: [%d x %d x %d]".formatted(rows, length, width), e);
    }
  }

  private static byte code(VectorType type) {
    return switch (type) {
      case F32 -> 1;
      case F16 -> 2;
      case BF16 -> 3;
    };
  }

  private static VectorType type(byte code) {
    return switch (code) {
      case 1 -> VectorType.F32;
      case 2 -> VectorType.F16;
      case 3 -> VectorType.BF16;
      default -> throw new IllegalArgumentException("the type of its values is unknown: " + code);
    };
  }

  private static StratalensException unreadable(Throwable cause, String reason, int length) {
    return StratalensException.failed(
        cause, "Cannot read a frame's header because %s: %d bytes", reason, length);
  }

  /** The frame's place in the run, for messages. */
  String place() {
    return "microbatch %d of chunk %d, step %d, for %s".formatted(microbatch, chunk, step, to);
  }
}
