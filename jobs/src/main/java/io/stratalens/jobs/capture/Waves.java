package io.stratalens.jobs.capture;

import io.stratalens.jobs.prompts.PromptChunks;
import io.stratalens.udfs.error.ErrorCategory;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.cluster.Cluster;
import io.stratalens.workers.cluster.ClusterSettings;
import io.stratalens.workers.pipeline.PipelinePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.apache.spark.SparkContext;

/**
 * Waves of one chunk for each pipeline. A wave that fails is replayed under a new epoch, with the
 * chunks that are not done, after the executors that stand still have been replaced.
 */
final class Waves {
  private static final Duration REPLACED = Duration.ofSeconds(60);

  private final SparkContext context;
  private final PromptChunks chunks;
  private final StageFiles files;
  private final PipelinePlan plan;
  private final int replicas;
  private final ClusterSettings settings;
  private final Consumer<String> progress;
  private final Cluster cluster = Cluster.ofApplication();
  private DoubleConsumer loaded = seconds -> {};

  /**
   * @param replicas how many pipelines
   * @param progress takes a line for people when something is replayed
   */
  Waves(
      SparkContext context,
      PromptChunks chunks,
      StageFiles files,
      PipelinePlan plan,
      int replicas,
      ClusterSettings settings,
      Consumer<String> progress) {
    this.context = context;
    this.chunks = chunks;
    this.files = files;
    this.plan = plan;
    this.replicas = replicas;
    this.settings = settings;
    this.progress = progress;
  }

  int replicas() {
    return replicas;
  }

  /**
   * Computes these chunks; each goes to {@code done} when all its stages have written.
   *
   * @param loaded hears how many seconds the stages took to be there, each time they are placed
   */
  void run(List<Integer> numbers, DoubleConsumer loaded, Consumer<ChunkOutput> done) {
    this.loaded = loaded;
    try (ChunkPrompts prompts = new ChunkPrompts(chunks.rdd())) {
      run(numbers, prompts, done);
    }
  }

  private void run(List<Integer> numbers, ChunkPrompts prompts, Consumer<ChunkOutput> done) {
    List<Integer> left = new ArrayList<>(numbers);
    Map<Integer, Integer> failures = new HashMap<>();
    int epoch = prepare();
    while (!left.isEmpty()) {
      if (cluster.changed()) {
        epoch = placeAgain();
      }
      List<Integer> wave = List.copyOf(next(left));
      Optional<String> failure = wave(wave, left, prompts, epoch, done);
      List<Integer> unfinished = wave.stream().filter(left::contains).toList();
      if (failure.isPresent() && !unfinished.isEmpty()) { // else a spare failed behind the last one
        count(unfinished, failures, failure.get());
        progress.accept("chunks " + unfinished + ": " + failure.get() + "; replaying");
        replaceStalled();
        epoch = placeAgain();
      }
    }
  }

  private void count(List<Integer> unfinished, Map<Integer, Integer> failures, String failure) {
    for (int chunk : unfinished) {
      if (failures.merge(chunk, 1, Integer::sum) > settings.retries()) {
        throw StratalensException.failed(
            null,
            "Cannot capture chunk %d after %d attempts because %s",
            chunk,
            failures.get(chunk),
            failure);
      }
    }
  }

  private List<Integer> next(List<Integer> left) {
    return left.subList(0, Math.min(replicas, left.size()));
  }

  private Optional<String> wave(
      List<Integer> numbers,
      List<Integer> left,
      ChunkPrompts prompts,
      int epoch,
      Consumer<ChunkOutput> done) {
    prompts.expect(numbers);
    List<WaveChunk> wave = new ArrayList<>();
    try {
      for (int number : numbers) {
        wave.add(
            prompts.of(
                number, settings.startTimeout(), () -> cluster.firstFailure(settings).isPresent()));
      }
    } catch (StratalensException e) {
      if (e.category() == ErrorCategory.INVALID_INPUT) {
        throw e;
      }
      return Optional.of(e.getMessage());
    }
    prompts.expect(next(left.subList(wave.size(), left.size())));
    return new Wave(context, cluster, files, plan.stages().size(), wave, epoch, settings)
        .run(
            output -> {
              done.accept(output);
              left.remove(Integer.valueOf(output.chunk()));
              prompts.forget(output.chunk());
            });
  }

  private int placeAgain() {
    if (cluster.changed()) {
      progress.accept(cluster.changes() + "; placing the stages again");
    }
    return prepare();
  }

  /** Has every stage loaded, again where executors are lost meanwhile; the epoch. */
  private int prepare() {
    Stopwatch time = Stopwatch.start();
    int epoch = place();
    loaded.accept(time.seconds());
    return epoch;
  }

  private int place() {
    for (int attempt = 0; ; attempt++) {
      cluster.awaitDevices(plan.stages().size() * replicas, settings.startTimeout());
      try {
        return load();
      } catch (StratalensException e) {
        replaceStalled();
        if (attempt >= settings.retries() || !cluster.changed()) {
          throw e;
        }
        progress.accept(e.getMessage() + "; placing the stages again");
      }
    }
  }

  private int load() {
    int epoch =
        cluster.assign(
            plan.stages(), replicas, files.settings().modelFolder(), files.settings().modelHash());
    cluster.awaitReady(settings.startTimeout(), settings.silence());
    return epoch;
  }

  /** A stopped process keeps its slot and its memory until Spark kills it. */
  private void replaceStalled() {
    List<String> stalled = cluster.stalled(settings);
    stalled.forEach(context::killAndReplaceExecutor);
    cluster.awaitGone(stalled, REPLACED);
  }
}
