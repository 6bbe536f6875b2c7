package io.stratalens.workers.link;

import io.stratalens.udfs.error.StratalensException;

/**
 * How many frames a sender may hand over. The receiver allows a total that only rises, so that a
 * late or repeated grant does no harm.
 */
final class Credits {
  private long allowed;
  private long used;
  private String failure;

  Credits(long allowed) {
    this.allowed = allowed;
  }

  synchronized void allow(long total) {
    allowed = Math.max(allowed, total);
    notifyAll();
  }

  /** A slot was freed, or a refused frame never took one. */
  synchronized void giveBack() {
    used--;
    notifyAll();
  }

  synchronized void fail(String reason) {
    if (failure == null) {
      failure = reason;
    }
    notifyAll();
  }

  /** Why the link failed, or this reason when it has not. */
  synchronized String failureOr(String reason) {
    return failure == null ? reason : failure;
  }

  /** Waits until one more frame may go. */
  synchronized void acquire(FrameHeader header, String peer, Deadline deadline) {
    try {
      boolean left = true;
      while (failure == null && used >= allowed && left) {
        left = deadline.await(this);
      }
    } catch (InterruptedException e) {
      throw LinkFailures.interrupted(e, "send " + header.place() + " to " + peer);
    }
    if (failure != null) {
      throw LinkFailures.send(null, header, peer, failure);
    }
    if (used >= allowed) {
      throw noSlot(header, peer, deadline);
    }
    used++;
  }

  private static StratalensException noSlot(FrameHeader header, String peer, Deadline deadline) {
    String reason = "no slot came free there: waited %.1f s".formatted(deadline.waitedSeconds());
    return LinkFailures.send(null, header, peer, reason);
  }
}
