package io.stratalens.jobs.capture;

import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.udfs.error.ErrorCategory;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.cluster.StageFailure;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.host.DaemonThreads;
import io.stratalens.workers.pipeline.LiveStages;
import io.stratalens.workers.pipeline.StageLinks;
import io.stratalens.workers.pipeline.StageProgress;
import io.stratalens.workers.pipeline.StageRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** All stages of a model in one task: each is a thread, and links hand tensors over. */
public final class LocalPipeline {
  private static final Duration LOOK = Duration.ofMillis(200);

  private final List<StageEngine> engines;
  private final Duration timeout;
  private final Duration wait;
  private final BooleanSupplier cancelled;
  private final AtomicReference<Failed> first = new AtomicReference<>();

  private record Failed(StageFailure failure, Throwable cause) {}

  /**
   * @param engines the stages in order
   * @param timeout how long a stage may compute without progress
   * @param wait how long a stage may wait for another, which it need not know to be at work
   */
  public LocalPipeline(
      List<StageEngine> engines, Duration timeout, Duration wait, BooleanSupplier cancelled) {
    this.engines = List.copyOf(engines);
    this.timeout = timeout;
    this.wait = wait;
    this.cancelled = cancelled;
  }

  /**
   * One chunk; the files of all stages.
   *
   * @param links those of each stage, closed here
   * @param computed runs after the last stage's last pass
   * @param ended runs once no stage uses its engine any more, which may be after this has thrown:
   *     where one stage fails, another may be in the middle of a pass
   */
  public List<FileFacts> run(
      StageWork work, List<StageLinks> links, Runnable computed, Runnable ended) {
    AtomicInteger computing = new AtomicInteger(engines.size());
    AtomicInteger using = new AtomicInteger(engines.size());
    Runnable stageComputed =
        () -> {
          if (computing.decrementAndGet() == 0) {
            computed.run();
          }
        };
    List<StageProgress> progress = new ArrayList<>();
    List<Future<List<FileFacts>>> stages = new ArrayList<>();
    ExecutorService threads =
        Executors.newFixedThreadPool(engines.size(), DaemonThreads.named("stratalens-stage"));
    try {
      for (int i = 0; i < engines.size(); i++) {
        int stage = i;
        StageProgress own = new StageProgress(System::nanoTime);
        progress.add(own);
        LiveStages.ofProcess().begin(own);
        StageRun run = new StageRun(engines.get(i), links.get(i), own, wait, cancelled);
        stages.add(
            threads.submit(
                () -> {
                  try {
                    return stage(stage, run, links.get(stage), work, stageComputed);
                  } finally {
                    if (using.decrementAndGet() == 0) {
                      ended.run();
                    }
                  }
                }));
      }
      List<FileFacts> facts = new ArrayList<>();
      for (int i = 0; i < stages.size(); i++) {
        facts.addAll(await(stages.get(i), progress));
      }
      return facts;
    } finally {
      progress.forEach(LiveStages.ofProcess()::end);
      links.forEach(StageLinks::close);
      threads.shutdown();
    }
  }

  private List<FileFacts> stage(
      int stage, StageRun run, StageLinks links, StageWork work, Runnable computed) {
    try {
      return work.run(run, computed);
    } catch (RuntimeException | Error e) {
      first.compareAndSet(null, new Failed(failure(stage, e, run.failedInLink()), e));
      links.fail(first.get().failure().sentence());
      throw e;
    }
  }

  private List<FileFacts> await(Future<List<FileFacts>> stage, List<StageProgress> progress) {
    while (true) {
      try {
        return stage.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        checkProgress(progress);
      } catch (ExecutionException e) {
        throw failed(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw StratalensException.failed(e, "Cannot compute a chunk because this was interrupted");
      }
    }
  }

  private void checkProgress(List<StageProgress> progress) {
    for (int stage = 0; stage < progress.size(); stage++) {
      if (progress.get(stage).stuck().compareTo(timeout) > 0) {
        throw StratalensException.failed(
            null,
            "Cannot compute a chunk because stage %d made no progress for %d s",
            stage,
            timeout.toSeconds());
      }
    }
  }

  /** A mistake of the user's, and whatever a model in one piece says, is said as it is. */
  private StratalensException failed(Throwable cause) {
    Failed failed = first.get();
    if (failed != null
        && failed.cause() instanceof StratalensException own
        && (engines.size() == 1 || own.category() == ErrorCategory.INVALID_INPUT)) {
      return own;
    }
    return StratalensException.failed(
        cause,
        "Cannot compute a chunk because %s",
        failed == null ? cause : failed.failure().sentence());
  }

  private StageFailure failure(int stage, Throwable cause, boolean ofLink) {
    return StageFailure.of(stage, engines.get(stage).slice(), "this process", cause, ofLink);
  }
}
