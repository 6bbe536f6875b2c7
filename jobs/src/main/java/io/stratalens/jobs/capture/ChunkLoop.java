package io.stratalens.jobs.capture;

import io.stratalens.jobs.delta.ChunkCommitter;
import io.stratalens.workers.host.MemoryPeak;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Has the chunks of a run computed and commits each, telling how fast they go by. */
public final class ChunkLoop {
  /** What is said of the work so far. */
  public interface Tally {
    /**
     * Counts a chunk that is committed and tells what was done.
     *
     * @param seconds since the first chunk was begun
     */
    String add(ChunkOutput output, double seconds);
  }

  private final String runId;
  private final ChunkCommitter committer;
  private final Consumer<String> progress;
  private final Tally tally;

  ChunkLoop(String runId, ChunkCommitter committer, Consumer<String> progress) {
    this(runId, committer, progress, new Tokens());
  }

  /** A loop for one run. */
  public ChunkLoop(String runId, ChunkCommitter committer, Consumer<String> progress, Tally tally) {
    this.runId = runId;
    this.committer = committer;
    this.progress = progress;
    this.tally = tally;
  }

  /**
   * Computes and commits every chunk that is not done; the most memory that this took, empty where
   * all were done.
   */
  public Optional<MemoryPeak> run(ChunkWork work, int chunks, Set<Integer> done) {
    List<Integer> wanted =
        IntStream.range(0, chunks).filter(chunk -> !done.contains(chunk)).boxed().toList();
    Pace pace = new Pace(wanted.size(), tally);
    AtomicReference<MemoryPeak> peak = new AtomicReference<>(MemoryPeak.NONE);
    work.run(
        wanted,
        new ChunkWork.Sink() {
          @Override
          public void loaded(double seconds) {
            pace.loaded(seconds);
          }

          @Override
          public void written(ChunkOutput output) {
            committer.journal(output.facts(runId));
          }

          @Override
          public void commit(ChunkOutput output) {
            committer.commit(output.facts(runId));
            progress.accept(pace.after(output));
            peak.accumulateAndGet(output.peak(), MemoryPeak::most);
          }
        });
    if (!wanted.isEmpty()) {
      progress.accept(pace.end(work.parallel()));
    }
    return wanted.isEmpty() ? Optional.empty() : Optional.of(peak.get());
  }

  /** Prompts of a chunk and tokens a second. */
  private static final class Tokens implements Tally {
    private long tokens;

    @Override
    public String add(ChunkOutput output, double seconds) {
      tokens += output.tokens();
      return String.format(
          Locale.ROOT, "%d prompts, %.0f tokens/s", output.prompts(), tokens / seconds);
    }
  }

  /** How fast chunks go by. */
  private static final class Pace {
    private final int chunks;
    private final Tally tally;
    private final long start = System.nanoTime();
    private int finished;
    private double computing;
    private double loading;

    Pace(int chunks, Tally tally) {
      this.chunks = chunks;
      this.tally = tally;
    }

    synchronized void loaded(double seconds) {
      loading += seconds;
    }

    /** Where the time went: what chunks cost beyond their forward passes. */
    synchronized String end(int parallel) {
      double seconds = (System.nanoTime() - start) / 1e9 - loading;
      double passes = Math.min(seconds, computing / parallel);
      return String.format(
          Locale.ROOT,
          "%d chunks in %.1f s after loading for %.1f s: forward passes %.1f s, staging and commits"
              + " %.1f s (%.0f%%)",
          finished,
          seconds,
          loading,
          passes,
          seconds - passes,
          100 * (seconds - passes) / seconds);
    }

    String after(ChunkOutput output) {
      finished++;
      computing += output.computeSeconds();
      double seconds = (System.nanoTime() - start) / 1e9;
      return String.format(
          Locale.ROOT,
          "chunk %d (%d of %d to do): %s, eta %.0f s",
          output.chunk(),
          finished,
          chunks,
          tally.add(output, seconds),
          seconds / finished * (chunks - finished));
    }
  }
}
