package io.stratalens.jobs.capture;

import io.stratalens.jobs.delta.ChunkCommitter;
import io.stratalens.jobs.runs.StatusLine;
import io.stratalens.workers.host.MemoryPeak;
import io.stratalens.workers.metrics.RunMeter;
import io.stratalens.workers.metrics.RunMetric;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Has the chunks of a run computed and commits each, telling how fast they go by. */
public final class ChunkLoop {
  private final String runId;
  private final ChunkCommitter committer;
  private final Consumer<String> progress;

  /** A loop for one run; {@code progress} takes a line for every chunk and one at the end. */
  public ChunkLoop(String runId, ChunkCommitter committer, Consumer<String> progress) {
    this.runId = runId;
    this.committer = committer;
    this.progress = progress;
  }

  /** The chunks of a run that are not done. */
  public static List<Integer> wanted(int chunks, Set<Integer> done) {
    return IntStream.range(0, chunks).filter(chunk -> !done.contains(chunk)).boxed().toList();
  }

  /** What a chunk of prompts adds to the status line. */
  static StatusLine.Step prompts(ChunkOutput output) {
    return new StatusLine.Step(output.chunk(), "", output.prompts(), output.tokens());
  }

  /**
   * Computes and commits chunks; the most memory that this took, empty where there were none.
   *
   * @param steps what a chunk adds to the status line
   */
  public Optional<MemoryPeak> run(
      ChunkWork work,
      List<Integer> wanted,
      StatusLine status,
      Function<ChunkOutput, StatusLine.Step> steps) {
    RunMeter meter = RunMeter.ofApplication();
    AtomicReference<MemoryPeak> peak = new AtomicReference<>(MemoryPeak.NONE);
    double[] computing = {0};
    long[] tokens = {0};
    meter.set(RunMetric.CHUNKS_TO_DO, wanted.size());
    work.run(
        wanted,
        new ChunkWork.Sink() {
          @Override
          public void loaded(double seconds) {
            status.loaded(seconds);
          }

          @Override
          public void written(ChunkOutput output) {
            committer.journal(output.facts(runId));
          }

          @Override
          public void commit(ChunkOutput output) {
            committer.commit(output.facts(runId));
            computing[0] += output.computeSeconds();
            progress.accept(status.after(steps.apply(output)));
            peak.accumulateAndGet(output.peak(), MemoryPeak::most);
            count(meter, output);
            meter.set(RunMetric.CHUNKS_TO_DO, wanted.size() - status.finished());
            tokens[0] += output.tokens();
            meter.set(RunMetric.TOKENS_PER_SECOND, tokens[0] / Math.max(status.seconds(), 1e-9));
          }
        });
    if (!wanted.isEmpty()) {
      progress.accept(end(status, computing[0] / work.parallel()));
    }
    return wanted.isEmpty() ? Optional.empty() : Optional.of(peak.get());
  }

  private static void count(RunMeter meter, ChunkOutput output) {
    meter.count(RunMetric.PROMPTS, output.prompts());
    meter.count(RunMetric.TOKENS, output.tokens());
    meter.count(RunMetric.CHUNKS, 1);
    meter.add(RunMetric.CHUNK_SECONDS, output.seconds());
    meter.add(RunMetric.PASS_SECONDS, output.computeSeconds());
    output.files().forEach(file -> meter.wrote(file.table(), file.rows(), file.bytes()));
  }

  /** Where the time went: what chunks cost beyond their forward passes. */
  private static String end(StatusLine status, double computing) {
    double seconds = status.seconds();
    double passes = Math.min(seconds, computing);
    return String.format(
        Locale.ROOT,
        "%d chunks in %.1f s after loading for %.1f s: forward passes %.1f s, staging and commits"
            + " %.1f s (%.0f%%)",
        status.finished(),
        seconds,
        status.loading(),
        passes,
        seconds - passes,
        100 * (seconds - passes) / seconds);
  }
}
