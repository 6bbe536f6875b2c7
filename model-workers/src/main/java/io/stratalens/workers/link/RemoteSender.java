package io.stratalens.workers.link;

import io.stratalens.udfs.error.StratalensException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The sending end of a link between executors; it owns its connection. */
final class RemoteSender implements StageSender {
  private final LinkKey key;
  private final PeerConnection peer;
  private final LinkCounters counters;
  private final Duration patience;
  private final Credits credits = new Credits(0);
  private final AtomicBoolean closed = new AtomicBoolean();
  private FrameCheck check;

  /**
   * A sender that has not been let in.
   *
   * @param patience how long the last message may take when the link is closed
   */
  RemoteSender(LinkKey key, PeerConnection peer, LinkCounters counters, Duration patience) {
    this.key = key;
    this.peer = peer;
    this.counters = counters;
    this.patience = patience;
  }

  /** Asks to be let in. */
  void open(Deadline deadline) {
    String what = "open the link for %s at %s".formatted(key, peer.address());
    try {
      Reply reply = answer(peer.ask(new Message.Open(key).encode()), deadline);
      if (!reply.accepted()) {
        throw StratalensException.failed(
            null, "Cannot %s because it was refused: %s", what, reply.reason());
      }
      check = new FrameCheck(key, reply.frameBytes());
      credits.allow(reply.credits());
    } catch (ExecutionException e) {
      throw StratalensException.failed(
          e, "Cannot %s because %s", what, credits.failureOr(lost(e.getCause())));
    } catch (TimeoutException e) {
      throw StratalensException.failed(
          e, "Cannot %s because it did not answer: waited %.1f s", what, deadline.waitedSeconds());
    } catch (InterruptedException e) {
      throw LinkFailures.interrupted(e, what);
    }
  }

  @Override
  public void send(Frame frame, Duration timeout) {
    Deadline deadline = Deadline.in(timeout);
    FrameHeader header = frame.header();
    try (frame) {
      credits.acquire(header, peer.address(), deadline);
      check.fits(header);
      transfer(frame, deadline);
      counters.sent(header.payloadBytes());
    } catch (Refusal e) {
      // The receiver used no slot for it.
      credits.giveBack();
      throw LinkFailures.send(e, header, peer.address(), "it was refused: " + e.getMessage());
    }
  }

  private void transfer(Frame frame, Deadline deadline) throws Refusal {
    FrameHeader header = frame.header();
    CompletableFuture<Reply> answer = peer.upload(header.encode(), frame.payload());
    Reply reply;
    try {
      reply = answer(answer, deadline);
    } catch (ExecutionException e) {
      String reason = credits.failureOr(lost(e.getCause()));
      abort(reason);
      throw LinkFailures.send(e, header, peer.address(), reason);
    } catch (TimeoutException e) {
      String reason = "it was not confirmed: waited %.1f s".formatted(deadline.waitedSeconds());
      abort(reason);
      throw LinkFailures.send(e, header, peer.address(), reason);
    } catch (InterruptedException e) {
      abort("a send was interrupted");
      throw LinkFailures.interrupted(e, "send " + header.place() + " to " + peer.address());
    }
    if (!reply.accepted()) {
      throw new Refusal(reply.reason());
    }
  }

  private static Reply answer(CompletableFuture<Reply> answer, Deadline deadline)
      throws ExecutionException, TimeoutException, InterruptedException {
    return answer.get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
  }

  private static String lost(Throwable cause) {
    return "the connection was lost: " + cause.getMessage();
  }

  /** Ends the connection, so that the payload's memory is not read after this. */
  private void abort(String reason) {
    credits.fail(reason);
    closed.set(true);
    peer.close();
  }

  /** A message of the receiver; on an event loop. */
  void told(Message message) {
    if (message instanceof Message.Credit credit) {
      credits.allow(credit.total());
    } else if (message instanceof Message.Fail fail) {
      credits.fail("it gave up: " + fail.reason());
    }
  }

  /** The connection is no more; on an event loop. */
  void lost(String reason) {
    credits.fail(reason);
  }

  @Override
  public void fail(String reason) {
    end(new Message.Fail(reason), reason);
  }

  @Override
  public void close() {
    end(new Message.Close(), "the link was closed");
  }

  private void end(Message last, String reason) {
    credits.fail(reason);
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      answer(peer.ask(last.encode()), Deadline.in(patience));
    } catch (ExecutionException | TimeoutException e) {
      // The receiver then sees the connection end, which tells it as much.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      peer.close();
    }
  }
}
