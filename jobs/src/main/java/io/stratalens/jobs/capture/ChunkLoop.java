package io.stratalens.jobs.capture;

import io.stratalens.jobs.delta.ChunkCommitter;
import io.stratalens.jobs.delta.ChunkFacts;
import io.stratalens.jobs.prompts.PromptChunks;
import io.stratalens.udfs.error.StratalensException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;

/**
 * One Spark job per chunk, one after another; while a chunk is computed the one before it is
 * committed.
 */
final class ChunkLoop {
  private final String runId;
  private final PromptChunks prompts;
  private final CaptureTask task;
  private final ChunkCommitter committer;
  private final Consumer<String> progress;

  ChunkLoop(
      String runId,
      PromptChunks prompts,
      CaptureTask task,
      ChunkCommitter committer,
      Consumer<String> progress) {
    this.runId = runId;
    this.prompts = prompts;
    this.task = task;
    this.committer = committer;
    this.progress = progress;
  }

  /** Computes and commits every chunk that is not done. */
  void run(Set<Integer> done) {
    JavaRDD<ChunkOutput> outputs = prompts.rdd().mapPartitions(task);
    ExecutorService commits = Executors.newSingleThreadExecutor(ChunkLoop::commitThread);
    try {
      Pace pace = new Pace(prompts.chunks() - done.size());
      Future<?> last = commits.submit(() -> {});
      for (int chunk = 0; chunk < prompts.chunks(); chunk++) {
        if (done.contains(chunk)) {
          continue;
        }
        ChunkOutput output = compute(outputs, chunk);
        await(last);
        ChunkFacts facts = facts(chunk, output);
        last = commits.submit(() -> committer.commit(facts));
        progress.accept(pace.after(chunk, output));
      }
      await(last);
    } finally {
      commits.shutdown();
    }
  }

  private ChunkOutput compute(JavaRDD<ChunkOutput> outputs, int chunk) {
    outputs.context().setJobDescription(runId + ": chunk " + chunk + " of " + prompts.chunks());
    List<ChunkOutput>[] results = outputs.collectPartitions(new int[] {chunk});
    return results[0].get(0);
  }

  private ChunkFacts facts(int chunk, ChunkOutput output) {
    return new ChunkFacts(
        runId, chunk, output.firstPrompt(), output.prompts(), 0, output.seconds(), output.files());
  }

  private static void await(Future<?> commit) {
    try {
      commit.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw StratalensException.failed(e.getCause(), "Cannot commit a chunk: %s", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StratalensException.failed(e, "Cannot commit a chunk because this was interrupted");
    }
  }

  private static Thread commitThread(Runnable work) {
    Thread thread = new Thread(work, "stratalens-commit");
    thread.setDaemon(true);
    return thread;
  }

  /** How fast chunks go by. */
  private static final class Pace {
    private final int chunks;
    private final long start = System.nanoTime();
    private int finished;
    private long tokens;

    Pace(int chunks) {
      this.chunks = chunks;
    }

    String after(int chunk, ChunkOutput output) {
      finished++;
      tokens += output.tokens();
      double seconds = (System.nanoTime() - start) / 1e9;
      return String.format(
          Locale.ROOT,
          "chunk %d (%d of %d to do): %d prompts, %.0f tokens/s, eta %.0f s",
          chunk,
          finished,
          chunks,
          output.prompts(),
          tokens / seconds,
          seconds / finished * (chunks - finished));
    }
  }
}
