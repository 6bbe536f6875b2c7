package io.stratalens.jobs.capture;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.host.DaemonThreads;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Chunks through pipelines on executors: while a wave is computed, the one before is committed. */
final class PipelineChunks implements ChunkWork {
  private static final long LOOK_MILLIS = 50;

  private final Waves<?> waves;
  private volatile boolean open = true;

  PipelineChunks(Waves<?> waves) {
    this.waves = waves;
  }

  @Override
  public int parallel() {
    return waves.replicas();
  }

  @Override
  public void run(List<Integer> chunks, Sink sink) {
    BlockingQueue<ChunkOutput> written = new LinkedBlockingQueue<>();
    ExecutorService thread =
        Executors.newSingleThreadExecutor(DaemonThreads.named("stratalens-waves"));
    try {
      Future<?> computing =
          thread.submit(
              () ->
                  waves.run(
                      chunks,
                      sink::loaded,
                      output -> {
                        if (open) { // after a failure another process may have the run
                          sink.written(output);
                          written.add(output);
                        }
                      }));
      while (!computing.isDone() || !written.isEmpty()) {
        ChunkOutput output = written.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (output != null) {
          sink.commit(output);
        }
      }
      computing.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof StratalensException known
          ? known
          : StratalensException.failed(
              e.getCause(), "Cannot go on with the run because %s", e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StratalensException.failed(e, "Cannot go on with the run because this was interrupted");
    } finally {
      open = false;
      Threads.end(thread);
    }
  }
}
