package io.stratalens.workers.link;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;

/** The receiving end of a link between executors. Methods that take a peer run on event loops. */
final class Inbox implements StageReceiver {
  private final LinkKey key;
  private final int frameBytes;
  private final FrameSlots slots;
  private final FrameQueue queue;
  private final FrameCheck check;
  private final LinkCounters counters;
  private final Consumer<Inbox> onEnd;
  private PeerConnection sender;
  private long allowed;
  private String ended;

  /**
   * An inbox; takes its slots' memory at once.
   *
   * @param onEnd told once it ended
   */
  Inbox(LinkKey key, int slots, int frameBytes, LinkCounters counters, Consumer<Inbox> onEnd) {
    this.key = key;
    this.frameBytes = frameBytes;
    this.queue = new FrameQueue(key, slots);
    this.slots = new FrameSlots(slots, frameBytes);
    this.check = new FrameCheck(key, frameBytes);
    this.counters = counters;
    this.onEnd = onEnd;
  }

  LinkKey key() {
    return key;
  }

  /** Lets a sender in; it may send as many frames as slots are free. */
  synchronized Reply attach(PeerConnection peer) throws Refusal {
    if (ended != null) {
      throw new Refusal(ended);
    }
    if (sender != null) {
      throw new Refusal(key + " has a sender already: " + sender.address());
    }
    sender = peer;
    allowed = slots.free();
    return Reply.opened(allowed, frameBytes);
  }

  /** A frame of the attached sender begins. */
  synchronized FrameSink begin(FrameHeader header) throws Refusal {
    if (ended != null) {
      throw new Refusal(ended);
    }
    check.accept(header);
    ByteBuffer slot = slots.poll();
    if (slot == null) {
      throw new IllegalStateException("a frame without a credit: " + header.place());
    }
    return new IncomingFrame(header, slot, this::received, () -> release(slot));
  }

  private void received(Frame frame) {
    counters.received(frame.header().payloadBytes());
    queue.put(frame);
  }

  private void release(ByteBuffer slot) {
    PeerConnection told;
    long total;
    synchronized (this) {
      slots.give(slot);
      told = sender;
      total = ++allowed;
    }
    if (told != null) {
      told.tell(new Message.Credit(total).encode());
    }
  }

  /** The sender ended the link in order; another one may open it. */
  synchronized void detach(PeerConnection peer) {
    if (sender == peer) {
      sender = null;
    }
  }

  /** The sender is lost or gave up. */
  void lost(PeerConnection peer, String reason) {
    synchronized (this) {
      if (sender != peer) {
        return;
      }
      sender = null;
    }
    end(reason);
  }

  /** Ends every wait of both sides with this reason; the first one stays. */
  private void end(String reason) {
    PeerConnection told;
    synchronized (this) {
      if (ended != null) {
        return;
      }
      ended = reason;
      told = sender;
      sender = null;
    }
    onEnd.accept(this);
    if (told != null) {
      told.tell(new Message.Fail(reason).encode());
    }
    queue.fail(reason);
  }

  @Override
  public Frame take(Duration deadline) {
    return queue.take(Deadline.in(deadline));
  }

  @Override
  public int depth() {
    return queue.depth();
  }

  @Override
  public void fail(String reason) {
    end(reason);
  }

  @Override
  public void close() {
    end("its receiver was closed: " + key);
  }
}
