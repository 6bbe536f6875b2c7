package io.stratalens.workers.link;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.VectorType;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a frame's payload is: the hidden state [rows x paddedLength x width] of one microbatch,
 * row-major and little-endian. Prompts do not travel: every task is given the ids of its whole
 * chunk. Tokens that were generated do, and a frame of nothing else has the shape [0 x 0 x 0].
 *
 * @param to the stage that reads it
 * @param chunk the chunk of prompts, from 0
 * @param microbatch the microbatch within the chunk, from 0
 * @param step 0 at the microbatch's first pass, then one more at each
 * @param rows sequences
 * @param paddedLength tokens of every row in this pass, padding included
 * @param width values of one token
 * @param type how one value is encoded
 * @param tokens what the microbatch's pass before this one has generated, a token for each of its
 *     rows; empty at the first
 */
public record FrameHeader(
    LinkKey to,
    int chunk,
    int microbatch,
    int step,
    int rows,
    int paddedLength,
    int width,
    VectorType type,
    List<Integer> tokens) {
  /** The most tokens that a frame carries. */
  public static final int MOST_TOKENS = 4096;

  private static final int MAGIC = 0x534C_4652;
  private static final byte VERSION = 2;
  private static final int INTEGERS = 9 + MOST_TOKENS;

  /** The longest encoded header, in bytes. */
  static final int MOST_BYTES =
      Integer.BYTES + 2 + Short.BYTES + LinkKey.RUN_BYTES + INTEGERS * Integer.BYTES;

  /** Refuses negative numbers, frames of nothing, and shapes whose bytes a long cannot count. */
  public FrameHeader {
    tokens = List.copyOf(tokens);
    if (chunk < 0 || microbatch < 0 || step < 0) {
      throw new IllegalArgumentException(
          "chunk, microbatch and step are at least 0: %d, %d, %d"
              .formatted(chunk, microbatch, step));
    }
    if (tokens.size() > MOST_TOKENS) {
      throw new IllegalArgumentException(
          "a frame carries at most " + MOST_TOKENS + " tokens: " + tokens.size());
    }
    boolean onlyTokens = rows == 0 && paddedLength == 0 && width == 0 && !tokens.isEmpty();
    if (!onlyTokens && (rows < 1 || paddedLength < 1 || width < 1)) {
      throw new IllegalArgumentException(
          "a frame has at least one value: [%d x %d x %d]".formatted(rows, paddedLength, width));
    }
    bytes(rows, paddedLength, width, type);
  }

  /** The header of a hidden state without tokens. */
  public FrameHeader(
      LinkKey to,
      int chunk,
      int microbatch,
      int step,
      int rows,
      int paddedLength,
      int width,
      VectorType type) {
    this(to, chunk, microbatch, step, rows, paddedLength, width, type, List.of());
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
    target.putInt(tokens.size());
    tokens.forEach(target::putInt);
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
        type,
        tokens(source));
  }

  private static List<Integer> tokens(ByteBuffer source) {
    int count = source.getInt();
    if (count < 0 || count > MOST_TOKENS) {
      throw new IllegalArgumentException("a frame of " + count + " tokens");
    }
    List<Integer> tokens = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tokens.add(source.getInt());
    }
    return tokens;
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
