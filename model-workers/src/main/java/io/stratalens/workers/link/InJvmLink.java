package io.stratalens.workers.link;

import java.time.Duration;

/**
 * A link between two stages of one JVM: the receiver gets the sender's memory, nothing is copied.
 * Both ends are this object, so closing it closes both; {@link #senderEnd} is the sender's alone.
 */
public final class InJvmLink implements StageSender, StageReceiver {
  private static final String PEER = "this JVM";
  private static final String CLOSED = "the link was closed";

  private final FrameQueue queue;
  private final Credits credits;
  private final FrameCheck check;

  /**
   * A link.
   *
   * @param slots frames that may be queued or in the receiver's hands together
   */
  public InJvmLink(LinkKey key, int slots) {
    this.queue = new FrameQueue(key, slots);
    this.credits = new Credits(slots);
    this.check = new FrameCheck(key, Long.MAX_VALUE);
  }

  @Override
  public void send(Frame frame, Duration deadline) {
    FrameHeader header = frame.header();
    try {
      credits.acquire(header, PEER, Deadline.in(deadline));
      check.accept(header);
    } catch (Refusal e) {
      credits.giveBack();
      frame.close();
      throw LinkFailures.send(e, header, PEER, "it was refused: " + e.getMessage());
    } catch (RuntimeException e) {
      frame.close();
      throw e;
    }
    queue.put(Frame.of(header, frame.payload(), () -> release(frame)));
  }

  private void release(Frame frame) {
    frame.close();
    credits.giveBack();
  }

  @Override
  public Frame take(Duration deadline) {
    return queue.take(Deadline.in(deadline));
  }

  @Override
  public int depth() {
    return queue.depth();
  }

  /** The sender's end: closing it leaves what was handed over with the receiver. */
  public StageSender senderEnd() {
    return new StageSender() {
      @Override
      public void send(Frame frame, Duration deadline) {
        InJvmLink.this.send(frame, deadline);
      }

      @Override
      public void fail(String reason) {
        InJvmLink.this.fail(reason);
      }

      @Override
      public void close() {
        credits.fail(CLOSED);
        queue.finish(CLOSED);
      }
    };
  }

  @Override
  public void fail(String reason) {
    credits.fail(reason);
    queue.fail(reason);
  }

  @Override
  public void close() {
    fail(CLOSED);
  }
}
