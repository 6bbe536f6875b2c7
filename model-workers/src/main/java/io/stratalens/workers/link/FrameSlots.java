package io.stratalens.workers.link;

import io.stratalens.udfs.error.StratalensException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Memory for frames, taken once: a link's traffic allocates nothing. */
final class FrameSlots {
  private final Deque<ByteBuffer> free = new ArrayDeque<>();

  FrameSlots(int slots, int bytes) {
    try {
      for (int i = 0; i < slots; i++) {
        free.add(ByteBuffer.allocateDirect(bytes));
      }
    } catch (OutOfMemoryError e) {
      throw StratalensException.failed(
          e,
          "Cannot take memory for %d frames of %d bytes because %s. Raise -XX:MaxDirectMemorySize,"
              + " or lower the slots or the tokens of a microbatch.",
          slots,
          bytes,
          e.getMessage());
    }
  }

  /** A free slot's memory, or null; the one that was used last, which caches still hold. */
  synchronized ByteBuffer poll() {
    return free.poll();
  }

  synchronized void give(ByteBuffer slot) {
    free.push(slot);
  }

  synchronized int free() {
    return free.size();
  }
}
