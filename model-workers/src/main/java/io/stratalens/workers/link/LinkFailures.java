package io.stratalens.workers.link;

import io.stratalens.udfs.error.StratalensException;

/** The sentences in which links fail. */
final class LinkFailures {
  private LinkFailures() {}

  static StratalensException send(Throwable cause, FrameHeader header, String peer, String reason) {
    return StratalensException.failed(
        cause, "Cannot send %s to %s because %s", header.place(), peer, reason);
  }

  static StratalensException take(LinkKey key, String reason) {
    return StratalensException.failed(null, "Cannot take a frame for %s because %s", key, reason);
  }

  /** An interrupted wait; whoever interrupted still finds the flag. */
  static StratalensException interrupted(InterruptedException cause, String what) {
    Thread.currentThread().interrupt();
    return StratalensException.failed(cause, "Cannot %s because the thread was interrupted", what);
  }
}
