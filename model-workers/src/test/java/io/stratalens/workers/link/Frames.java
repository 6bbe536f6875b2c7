package io.stratalens.workers.link;

import io.stratalens.udfs.vector.VectorType;
import java.nio.ByteBuffer;
import java.util.Random;

/** Frames with random payloads. */
final class Frames {
  static final LinkKey KEY = new LinkKey("run-1", 3, 1);
  static final int MEBIBYTE = 1 << 20;

  private Frames() {}

  /** A header whose payload is this long; a multiple of four. */
  static FrameHeader header(LinkKey key, int microbatch, int bytes) {
    return new FrameHeader(key, 0, microbatch, 0, 1, 1, bytes / Float.BYTES, VectorType.F32);
  }

  static FrameHeader header(int microbatch, int bytes) {
    return header(KEY, microbatch, bytes);
  }

  static ByteBuffer payload(int seed, int bytes) {
    byte[] values = new byte[bytes];
    new Random(seed).nextBytes(values);
    return ByteBuffer.allocateDirect(bytes).put(values).flip();
  }

  static Frame frame(int microbatch, int bytes) {
    return Frame.of(header(microbatch, bytes), payload(microbatch, bytes));
  }
}
