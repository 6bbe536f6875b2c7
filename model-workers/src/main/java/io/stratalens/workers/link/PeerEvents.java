package io.stratalens.workers.link;

import java.nio.ByteBuffer;

/**
 * What peers do. Called on event loops that connections share: nothing here may block, and buffers
 * are valid during the call only. An exception closes the connection.
 */
interface PeerEvents {
  /** A message that wants an answer. */
  Reply asked(PeerConnection peer, ByteBuffer message);

  /** A message that wants none. */
  void told(PeerConnection peer, ByteBuffer message);

  /** A frame begins. */
  FrameSink uploading(PeerConnection peer, ByteBuffer header);

  /** The connection is no more. */
  void gone(PeerConnection peer);
}
