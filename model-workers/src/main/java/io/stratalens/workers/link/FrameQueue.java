package io.stratalens.workers.link;

import java.util.ArrayDeque;
import java.util.Queue;

/** Received frames in order, at most one for each slot. Putting never blocks: credits bound it. */
final class FrameQueue {
  private final LinkKey key;
  private final int slots;
  private final Queue<Frame> frames = new ArrayDeque<>();
  private String failure;
  private String finished;

  FrameQueue(LinkKey key, int slots) {
    if (slots < 1) {
      throw new IllegalArgumentException("a link has at least one slot: " + slots);
    }
    this.key = key;
    this.slots = slots;
  }

  void put(Frame frame) {
    boolean dropped;
    synchronized (this) {
      if (frames.size() >= slots) {
        throw new IllegalStateException("more frames than the " + slots + " slots of " + key);
      }
      dropped = failure != null;
      if (!dropped) {
        frames.add(frame);
        notifyAll();
      }
    }
    if (dropped) {
      frame.close();
    }
  }

  synchronized Frame take(Deadline deadline) {
    try {
      boolean left = true;
      while (failure == null && finished == null && frames.isEmpty() && left) {
        left = deadline.await(this);
      }
    } catch (InterruptedException e) {
      throw LinkFailures.interrupted(e, "take a frame for " + key);
    }
    if (failure != null) {
      throw LinkFailures.take(key, failure);
    }
    if (frames.isEmpty() && finished != null) {
      throw LinkFailures.take(key, finished);
    }
    if (frames.isEmpty()) {
      throw LinkFailures.take(key, "none came: waited %.1f s".formatted(deadline.waitedSeconds()));
    }
    return frames.remove();
  }

  /** No more frames come; those that are queued stay to be taken. */
  synchronized void finish(String reason) {
    finished = reason;
    notifyAll();
  }

  /** Ends every wait with this reason; the first one stays. Queued frames are closed. */
  void fail(String reason) {
    Queue<Frame> dropped;
    synchronized (this) {
      if (failure == null) {
        failure = reason;
      }
      dropped = new ArrayDeque<>(frames);
      frames.clear();
      notifyAll();
    }
    // Outside the lock: closing a frame gives its slot back, which takes other locks.
    dropped.forEach(Frame::close);
  }

  synchronized int depth() {
    return frames.size();
  }
}
