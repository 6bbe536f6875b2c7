package io.stratalens.workers.pipeline;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.capture.CaptureRequest;
import io.stratalens.workers.engine.ForwardResult;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.link.Frame;
import io.stratalens.workers.link.FrameHeader;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One stage's share of one chunk: microbatch by microbatch in the plan's order, the hidden state
 * from the stage before, the forward pass, the hidden state to the stage after, and then what was
 * kept. No wait is longer than the deadline.
 */
public final class StageRun {
  private final StageEngine engine;
  private final StageLinks links;
  private final StageProgress progress;
  private final Duration deadline;
  private final BooleanSupplier cancelled;
  private boolean inLink;
  private long passStart;

  /**
   * @param deadline how long a frame, or a free slot for one, is waited for
   * @param cancelled asked before every microbatch
   */
  public StageRun(
      StageEngine engine,
      StageLinks links,
      StageProgress progress,
      Duration deadline,
      BooleanSupplier cancelled) {
    this.engine = engine;
    this.links = links;
    this.progress = progress;
    this.deadline = deadline;
    this.cancelled = cancelled;
  }

  /**
   * Runs a chunk. Whoever gets a failure of it fails the links, so that the neighbours end too.
   *
   * @param requests what to keep of a microbatch in this stage's layers
   * @param taker reads the result, which is only valid during the call
   */
  public void run(
      int chunk,
      List<Microbatch> batches,
      Function<Microbatch, CaptureRequest> requests,
      BiConsumer<Microbatch, ForwardResult> taker) {
    progress.working();
    try {
      each(chunk, batches, requests, taker);
    } finally {
      progress.waiting();
    }
  }

  /**
   * Runs passes of another kind on a stage that has no neighbours.
   *
   * @param work calls what it is given after every pass
   */
  public void passes(Consumer<Runnable> work) {
    progress.working();
    passStart = System.nanoTime();
    try {
      work.accept(
          () -> {
            long now = System.nanoTime();
            progress.computed(now - passStart);
            passStart = now;
            if (cancelled.getAsBoolean()) {
              throw StratalensException.failed(null, "Cannot finish a chunk: cancelled");
            }
          });
    } finally {
      progress.waiting();
    }
  }

  /** Between passes: work that has deadlines of its own, such as files. */
  public void outside(Runnable work) {
    long begun = System.nanoTime();
    progress.waiting();
    try {
      work.run();
    } finally {
      progress.working();
      passStart += System.nanoTime() - begun;
    }
  }

  private void each(
      int chunk,
      List<Microbatch> batches,
      Function<Microbatch, CaptureRequest> requests,
      BiConsumer<Microbatch, ForwardResult> taker) {
    for (int i = 0; i < batches.size(); i++) {
      if (cancelled.getAsBoolean()) {
        throw StratalensException.failed(
            null, "Cannot finish chunk %d because it was cancelled: microbatch %d", chunk, i);
      }
      Microbatch batch = batches.get(i);
      ForwardResult result = forward(chunk, i, batch, requests.apply(batch));
      SharedResult shared = new SharedResult(result, links.after().isPresent() ? 2 : 1);
      try {
        send(chunk, i, batch, result, shared);
        progress.waiting(); // for files, which have deadlines of their own
        taker.accept(batch, result);
      } finally {
        shared.done();
      }
      progress.working();
    }
  }

  /** After a failure: whether it came of a link, so that a neighbour may have failed before. */
  public boolean failedInLink() {
    return inLink;
  }

  private ForwardResult forward(int chunk, int index, Microbatch batch, CaptureRequest request) {
    if (links.before().isEmpty()) {
      return timed(() -> engine.forward(batch, request, List.of()));
    }
    try (Frame frame = waiting(() -> links.before().get().take(deadline))) {
      FrameHeader header = frame.header();
      if (header.chunk() != chunk
          || header.microbatch() != index
          || header.rows() != batch.rows().size()
          || header.paddedLength() != batch.paddedLength()
          || header.width() != engine.config().width()) {
        throw StratalensException.failed(
            null,
            "Cannot go on with microbatch %d of chunk %d because another frame came: %s",
            index,
            chunk,
            header);
      }
      return timed(() -> engine.forward(batch, frame.payload(), request, List.of()));
    }
  }

  private ForwardResult timed(Supplier<ForwardResult> pass) {
    long start = System.nanoTime();
    Hang.whenAsked();
    ForwardResult result = pass.get();
    progress.computed(System.nanoTime() - start);
    return result;
  }

  private void send(
      int chunk, int index, Microbatch batch, ForwardResult result, SharedResult shared) {
    if (links.after().isEmpty()) {
      return;
    }
    Frame frame;
    try {
      frame = Frame.of(header(chunk, index, batch), result.hiddenBytes(), shared::done);
    } catch (RuntimeException e) {
      shared.done();
      throw e;
    }
    waiting(
        () -> {
          links.after().get().send(frame, deadline);
          return frame;
        });
  }

  private FrameHeader header(int chunk, int index, Microbatch batch) {
    return new FrameHeader(
        links.next().get(),
        chunk,
        index,
        0,
        batch.rows().size(),
        batch.paddedLength(),
        engine.config().width(),
        engine.computeVectorType());
  }

  private Frame waiting(Supplier<Frame> link) {
    progress.waiting();
    inLink = true;
    Frame frame = link.get();
    inLink = false;
    progress.working();
    return frame;
  }
}
