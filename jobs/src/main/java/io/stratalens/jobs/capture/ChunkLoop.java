package io.stratalens.jobs.capture;

import io.stratalens.jobs.delta.ChunkCommitter;
import io.stratalens.jobs.delta.ChunkFacts;
import io.stratalens.jobs.prompts.PromptChunks;
import io.stratalens.udfs.error.StratalensException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;

/**
 * One Spark job per chunk. Two are in flight, so that the next chunk has the model while the files
 * of the one before are closed and committed. Chunks are committed in their order, by the calling
 * thread.
 */
final class ChunkLoop {
  private static final int IN_FLIGHT = 2;
  private static final Duration LAST_JOBS = Duration.ofSeconds(30);

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
    List<Integer> wanted =
        IntStream.range(0, prompts.chunks()).filter(i -> !done.contains(i)).boxed().toList();
    String tag = runId + "-" + UUID.randomUUID();
    ExecutorService jobs = Executors.newFixedThreadPool(IN_FLIGHT, ChunkLoop::jobThread);
    try {
      Pace pace = new Pace(wanted.size());
      Deque<Future<ChunkOutput>> ahead = new ArrayDeque<>();
      Iterator<Integer> next = wanted.iterator();
      for (int chunk : wanted) {
        // A job more than are in flight waits, so that no thread idles while this one commits.
        while (next.hasNext() && ahead.size() <= IN_FLIGHT) {
          int later = next.next();
          ahead.add(jobs.submit(() -> compute(outputs, later, tag)));
        }
        ChunkOutput output = await(ahead.remove());
        committer.commit(facts(chunk, output));
        progress.accept(pace.after(chunk, output));
      }
    } finally {
      outputs.context().cancelJobsWithTag(tag);
      end(jobs);
    }
  }

  private ChunkOutput compute(JavaRDD<ChunkOutput> outputs, int chunk, String tag) {
    SparkContext context = outputs.context();
    context.addJobTag(tag);
    context.setJobDescription(runId + ": chunk " + chunk + " of " + prompts.chunks());
    ChunkOutput output = outputs.collectPartitions(new int[] {chunk})[0].get(0);
    committer.journal(facts(chunk, output));
    return output;
  }

  private ChunkFacts facts(int chunk, ChunkOutput output) {
    return new ChunkFacts(
        runId, chunk, output.firstPrompt(), output.prompts(), 0, output.seconds(), output.files());
  }

  private static ChunkOutput await(Future<ChunkOutput> chunk) {
    try {
      return chunk.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw StratalensException.failed(e.getCause(), "Cannot capture a chunk: %s", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StratalensException.failed(e, "Cannot capture because this was interrupted");
    }
  }

  /** What was cancelled still uses the model until its task notices. */
  private static void end(ExecutorService jobs) {
    jobs.shutdown();
    try {
      jobs.awaitTermination(LAST_JOBS.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread jobThread(Runnable work) {
    Thread thread = new Thread(work, "stratalens-chunk");
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
