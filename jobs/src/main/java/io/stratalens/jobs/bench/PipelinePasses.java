package io.stratalens.jobs.bench;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.host.DaemonThreads;
import io.stratalens.workers.pipeline.StageLinks;
import io.stratalens.workers.pipeline.StageProgress;
import io.stratalens.workers.pipeline.StageRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/**
 * The same microbatches through a pipeline again and again, each stage a thread. The first pass
 * warms up and is not counted.
 */
final class PipelinePasses implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofMinutes(10);

  private final List<StageEngine> engines;
  private final List<Microbatch> batches;
  private final StageTransport transport;
  private final BiFunction<StageEngine, Microbatch, KeepRequest> requests;
  private final ExecutorService threads;
  private final long[] busy;
  private long wall;
  private long bytes;
  private int passes = -1;

  /** Passes of which nothing is kept, so that nothing hides what the transport costs. */
  PipelinePasses(List<StageEngine> engines, List<Microbatch> batches, StageTransport transport) {
    this(engines, batches, transport, (engine, batch) -> KeepRequest.nothing(batch.rows().size()));
  }

  /**
   * @param requests what a stage keeps of a microbatch; it is read to the host
   */
  PipelinePasses(
      List<StageEngine> engines,
      List<Microbatch> batches,
      StageTransport transport,
      BiFunction<StageEngine, Microbatch, KeepRequest> requests) {
    this.engines = engines;
    this.batches = batches;
    this.transport = transport;
    this.requests = requests;
    this.busy = new long[engines.size()];
    this.threads =
        Executors.newFixedThreadPool(engines.size(), DaemonThreads.named("stratalens-bench"));
  }

  /** One pass, links opened anew as for every chunk of a run. */
  void run() {
    long start = System.nanoTime();
    long before = transport.bytes();
    List<StageLinks> links = transport.open();
    List<StageProgress> progress = new ArrayList<>();
    CompletionService<Void> stages = new ExecutorCompletionService<>(threads);
    try {
      for (int i = 0; i < engines.size(); i++) {
        StageProgress own = new StageProgress(System::nanoTime);
        progress.add(own);
        StageLinks ends = links.get(i);
        StageRun run = new StageRun(engines.get(i), ends, own, DEADLINE, () -> false);
        stages.submit(() -> stage(run, ends), null);
      }
      await(stages);
    } finally {
      links.forEach(StageLinks::close);
    }
    if (passes++ >= 0) {
      wall += System.nanoTime() - start;
      bytes += transport.bytes() - before;
      for (int i = 0; i < busy.length; i++) {
        busy[i] += progress.get(i).busy().toNanos();
      }
    }
  }

  private void stage(StageRun run, StageLinks ends) {
    try {
      run.run(
          0,
          batches,
          batch -> requests.apply(run.engine(), batch),
          (batch, result) -> BlockOutputs.read(result.kept()));
    } catch (RuntimeException | Error e) {
      ends.fail(e.toString());
      throw e;
    }
  }

  /** Whatever fails first fails the others, so all of them end. */
  private void await(CompletionService<Void> stages) {
    Throwable first = null;
    try {
      for (int i = 0; i < engines.size(); i++) {
        try {
          stages.take().get();
        } catch (ExecutionException e) {
          first = first == null ? e.getCause() : first;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      threads.shutdownNow();
      throw StratalensException.failed(e, "Cannot measure because this was interrupted");
    }
    if (first != null) {
      throw StratalensException.failed(
          first, "Cannot measure a pipeline because a stage failed: %s", first.getMessage());
    }
  }

  /** For each stage the share of the time that it was in forward passes. */
  double[] busyShares() {
    double[] shares = new double[busy.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (double) busy[i] / wall;
    }
    return shares;
  }

  /** Bytes that were sent in one pass, of all links together. */
  double bytesOfPass() {
    return (double) bytes / passes;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    transport.close();
  }
}
