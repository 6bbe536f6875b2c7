package io.stratalens.workers.link;

import java.nio.ByteBuffer;

/** Takes the pieces of one frame, on one event loop. */
interface FrameSink {
  /** The next bytes, valid during the call; more than the header promised is an exception. */
  void accept(ByteBuffer piece);

  /** All bytes are there; the answer for the sender. */
  Reply complete();

  /** The rest will not come; may be called twice, and after completion. */
  void abandon();
}
