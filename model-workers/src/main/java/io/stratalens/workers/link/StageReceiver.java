package io.stratalens.workers.link;

import java.time.Duration;

/** The end of a link that takes frames from the stage before, in order. */
public interface StageReceiver extends AutoCloseable {
  /**
   * The next frame; closing it frees its slot for another. The sender's death or silence, a newer
   * epoch, a closed link and the deadline are {@code StratalensException}s, the first three at once
   * even when frames are still queued.
   */
  Frame take(Duration deadline);

  /** Makes the sender fail at once with this reason, and closes the link. */
  void fail(String reason);

  /** Frames that wait to be taken. */
  int depth();

  /** Ends the link and drops what is queued; the sender fails. Twice is fine. */
  @Override
  void close();
}
