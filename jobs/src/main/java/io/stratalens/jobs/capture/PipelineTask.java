package io.stratalens.jobs.capture;

import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.cluster.LocalStage;
import io.stratalens.workers.cluster.StageFailure;
import io.stratalens.workers.cluster.StageResource;
import io.stratalens.workers.cluster.StageWorker;
import io.stratalens.workers.host.ModelHost;
import io.stratalens.workers.link.LinkKey;
import io.stratalens.workers.link.StageReceiver;
import io.stratalens.workers.link.StageSender;
import io.stratalens.workers.pipeline.StageLinks;
import io.stratalens.workers.pipeline.StageRun;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * A task of a wave: one chunk for each pipeline, one task on every device. Wherever a task lands,
 * it works for the stage that its own executor hosts there; on a spare device it does nothing.
 *
 * @param <T> a row of a chunk
 */
final class PipelineTask<T> implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Tasks of a barrier stage begin together, but for what a busy machine makes of it. */
  private static final Duration OPENED = Duration.ofSeconds(60);

  private static final Duration AGAIN = Duration.ofMillis(20);

  private final StagedWork<T> work;
  private final int epoch;
  private final int stages;
  private final ArrayList<WaveChunk<T>> wave;
  private final Rendezvous others;
  private final Duration timeout;

  /**
   * @param wave a chunk for each of the first pipelines; the others have nothing to do
   * @param others where every stage is
   */
  PipelineTask(
      StagedWork<T> work,
      int epoch,
      int stages,
      List<WaveChunk<T>> wave,
      Rendezvous others,
      Duration timeout) {
    this.work = work;
    this.epoch = epoch;
    this.stages = stages;
    this.wave = new ArrayList<>(wave);
    this.others = others;
    this.timeout = timeout;
  }

  /** Computes; empty where the device has no part in the wave. */
  List<StageOutput> run() {
    BarrierTaskContext context = BarrierTaskContext.get();
    if (context.stageAttemptNumber() > 0) {
      throw StratalensException.failed(
          null, "Cannot repeat a chunk in epoch %d because a replay has its own", epoch);
    }
    StageWorker worker = StageWorker.ofProcess();
    try (LocalStage stage = worker.stage(epoch, device(context, worker), context::isInterrupted)) {
      boolean spare = stage == null || stage.assignment().replica() >= wave.size();
      return spare ? List.of() : compute(context, worker, stage);
    }
  }

  private List<StageOutput> compute(
      BarrierTaskContext context, StageWorker worker, LocalStage stage) {
    Stopwatch task = Stopwatch.start();
    int own = stage.assignment().stage();
    int replica = stage.assignment().replica();
    WaveChunk<T> chunk = wave.get(replica);
    String name = work.runId() + "/" + replica + "/" + chunk.number();
    Optional<StageReceiver> before =
        into(name, own).map(key -> receiver(context, worker, stage, key, chunk));
    try {
      Optional<LinkKey> next = into(name, own + 1);
      Optional<StageSender> after = next.map(key -> sender(context, worker, stage, key));
      try (StageLinks links = new StageLinks(before, after, next)) {
        Stopwatch passes = Stopwatch.start();
        List<FileFacts> facts = compute(context, worker, stage, links, chunk, passes);
        return List.of(
            new StageOutput(
                chunk.number(),
                own,
                passes.computed(),
                task.seconds(),
                facts,
                ModelHost.ofProcess().peak()));
      }
    } finally {
      before.ifPresent(StageReceiver::close);
    }
  }

  /** The link that leads into a stage; into the first one, from the last, only tokens come. */
  private Optional<LinkKey> into(String name, int stage) {
    int place = stage % stages;
    boolean there = place > 0 || (work.microbatchesInRing() > 0 && stages > 1);
    return there ? Optional.of(new LinkKey(name, epoch, place)) : Optional.empty();
  }

  private StageReceiver receiver(
      BarrierTaskContext context,
      StageWorker worker,
      LocalStage stage,
      LinkKey key,
      WaveChunk<T> chunk) {
    try {
      return worker.receiver(
          stage,
          key,
          Math.floorMod(key.stage() - 1, stages),
          slots(key),
          largestFrame(stage, chunk));
    } catch (RuntimeException | Error e) {
      report(context, worker, failure(worker, stage, e, false));
      throw e;
    }
  }

  /** Into the stage with the embedding come tokens alone. */
  private long largestFrame(LocalStage stage, WaveChunk<T> chunk) {
    return stage.engine().slice().embedding() ? 1 : work.largestFrame(stage.engine(), chunk.rows());
  }

  /** The stage after opens its end when its task begins, about now. */
  private StageSender sender(
      BarrierTaskContext context, StageWorker worker, LocalStage stage, LinkKey key) {
    InetSocketAddress to = others.address(stage.assignment().replica(), key.stage());
    long end = System.nanoTime() + Math.min(OPENED.toNanos(), timeout.toNanos());
    while (true) {
      try {
        return worker.sender(stage, key, slots(key), to, timeout);
      } catch (RuntimeException e) {
        if (context.isInterrupted() || System.nanoTime() > end) {
          report(context, worker, failure(worker, stage, e, true));
          throw e;
        }
      }
      LockSupport.parkNanos(AGAIN.toNanos());
    }
  }

  private int slots(LinkKey key) {
    return StageLinks.slots(key, work.microbatchesInRing());
  }

  /** A task that is ended for another one's failure has none of its own to tell of. */
  private void report(BarrierTaskContext context, StageWorker worker, StageFailure failure) {
    if (!context.isInterrupted()) {
      worker.failed(epoch, failure);
    }
  }

  private static StageFailure failure(
      StageWorker worker, LocalStage stage, Throwable cause, boolean ofLink) {
    return StageFailure.of(
        stage.assignment().stage(),
        stage.assignment().slice(),
        "executor " + worker.executor(),
        cause,
        ofLink);
  }

  private List<FileFacts> compute(
      BarrierTaskContext context,
      StageWorker worker,
      LocalStage stage,
      StageLinks links,
      WaveChunk<T> chunk,
      Stopwatch passes) {
    // Whoever waits for a stage that stands still must outlast the judgement on that stage.
    StageRun run =
        new StageRun(
            stage.engine(),
            links,
            stage.progress(),
            work.patience(timeout.multipliedBy(2)),
            context::isInterrupted);
    try {
      return work.write(run, chunk.number(), chunk.rows(), passes::lap);
    } catch (RuntimeException | Error e) {
      StageFailure failure = failure(worker, stage, e, run.failedInLink());
      report(context, worker, failure);
      links.fail(failure.sentence());
      throw e;
    }
  }

  /** The device that Spark gave the task; the only one where it counts none. */
  private static int device(BarrierTaskContext context, StageWorker worker) {
    Map<String, ResourceInformation> resources = context.resourcesJMap();
    for (String name : List.of(StageResource.GPU, StageResource.STAGE)) {
      if (resources.containsKey(name)) {
        return worker.device(name, resources.get(name).addresses()[0]);
      }
    }
    return 0;
  }
}
