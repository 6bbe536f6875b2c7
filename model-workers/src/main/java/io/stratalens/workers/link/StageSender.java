package io.stratalens.workers.link;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The end of a link that gives frames to the next stage, in order. One thread sends at a time.
 * Every error is a {@code StratalensException} that names peer, run and microbatch. After one that
 * says that the frame was refused, or that no slot came free, the link is as good as before; after
 * any other it is of no more use.
 */
public interface StageSender extends AutoCloseable {
  /**
   * Waits for a free slot at the receiver and hands the frame over. The frame belongs to the link
   * from the call on, whether it succeeds or not: the link closes it when its memory is no longer
   * read, which between executors is before this returns and inside one JVM when the receiver is
   * done with it.
   *
   * @param deadline how long slot and transfer may take together
   */
  void send(Frame frame, Duration deadline);

  /** Sends a payload whose memory needs no release. */
  default void send(FrameHeader header, ByteBuffer payload, Duration deadline) {
    send(Frame.of(header, payload), deadline);
  }

  /** Makes the receiver fail at once with this reason, and closes the link. */
  void fail(String reason);

  /** Ends the link; frames that were handed over stay with the receiver. Twice is fine. */
  @Override
  void close();
}
