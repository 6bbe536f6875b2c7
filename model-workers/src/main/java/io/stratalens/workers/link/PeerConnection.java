package io.stratalens.workers.link;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** One connection to another data port, whoever opened it. Only {@link #close} may block. */
interface PeerConnection {
  /** Host and port of the other side. */
  String address();

  /** Sends a message; the answer, or the failure of the connection. */
  CompletableFuture<Reply> ask(ByteBuffer message);

  /** Sends a frame; the payload is read until the answer is there or {@link #close} returned. */
  CompletableFuture<Reply> upload(ByteBuffer header, ByteBuffer payload);

  /** Sends a message that needs no answer. */
  void tell(ByteBuffer message);

  /** The peer is who it should be: what guards against strangers is taken away. */
  void admit();

  /** When the peer was last heard, by System.nanoTime. */
  long heardNanos();

  /** Counts as having heard the peer now. */
  void touch();

  /** Closes without waiting, for event loops. */
  void closeSoon();

  /** Closes and waits until no memory of an upload is read any more. */
  void close();
}
