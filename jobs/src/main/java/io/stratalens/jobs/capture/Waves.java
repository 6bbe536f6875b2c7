package io.stratalens.jobs.capture;

import io.stratalens.udfs.error.ErrorCategory;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.cluster.Cluster;
import io.stratalens.workers.cluster.ClusterSettings;
import io.stratalens.workers.host.Turns;
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
import org.apache.spark.api.java.JavaRDD;

/**
 * Waves of one chunk for each pipeline. A wave that fails is replayed under a new epoch, with the
 * chunks that are not done, after the executors that stand still have been replaced.
 *
 * @param <T> a row of a chunk
 */
final class Waves<T> {
  private static final Duration REPLACED = Duration.ofSeconds(60);

  private final SparkContext context;
  private final JavaRDD<T> rows;
  private final StagedWork<T> work;
  private final PipelinePlan plan;
  private final int replicas;
  private final ClusterSettings settings;
  private final Consumer<String> progress;
  private final Cluster cluster = Cluster.ofApplication();
  private DoubleConsumer loaded = seconds -> {};

  /**
   * @param rows partition i holds the rows of chunk i
   * @param replicas how many pipelines
   * @param progress takes a line for people when something is replayed
   */
  Waves(
      SparkContext context,
      JavaRDD<T> rows,
      StagedWork<T> work,
      PipelinePlan plan,
      int replicas,
      ClusterSettings settings,
      Consumer<String> progress) {
    this.context = context;
    this.rows = rows;
    this.work = work;
    this.plan = plan;
    this.replicas = replicas;
    this.settings = settings;
    this.progress = progress;
  }

  int replicas() {
    return replicas;
  }

  /**
   * Computes these chunks; each goes to {@code done} when all its stages have written. Runs of one
   * application take turns.
   *
   * @param loaded hears how many seconds the stages took to be there, each time they are placed
   */
  void run(List<Integer> numbers, DoubleConsumer loaded, Consumer<ChunkOutput> done) {
    this.loaded = loaded;
    try (Turns.Turn turn = cluster.turn(this::tellOfWait);
        ChunkRows<T> fetched = new ChunkRows<>(rows)) {
      run(numbers, fetched, done);
    }
  }

  private void tellOfWait() {
    progress.accept("Another run has the executors' stages: waiting for it");
  }

  private void run(List<Integer> numbers, ChunkRows<T> fetched, Consumer<ChunkOutput> done) {
    List<Integer> left = new ArrayList<>(numbers);
    Map<Integer, Integer> failures = new HashMap<>();
    int epoch = prepare();
    while (!left.isEmpty()) {
      if (cluster.changed()) {
        epoch = placeAgain();
      }
      List<Integer> wave = List.copyOf(next(left));
      Optional<String> failure = wave(wave, left, fetched, epoch, done);
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
            "Cannot compute chunk %d after %d attempts because %s",
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
      ChunkRows<T> fetched,
      int epoch,
      Consumer<ChunkOutput> done) {
    fetched.expect(numbers);
    List<WaveChunk<T>> wave = new ArrayList<>();
    try {
      for (int number : numbers) {
        wave.add(
            fetched.of(
                number, settings.startTimeout(), () -> cluster.firstFailure(settings).isPresent()));
      }
    } catch (StratalensException e) {
      if (e.category() == ErrorCategory.INVALID_INPUT) {
        throw e;
      }
      return Optional.of(e.getMessage());
    }
    fetched.expect(next(left.subList(wave.size(), left.size())));
    return new Wave<>(context, cluster, work, plan.stages().size(), wave, epoch, settings)
        .run(
            output -> {
              done.accept(output);
              left.remove(Integer.valueOf(output.chunk()));
              fetched.forget(output.chunk());
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
    int epoch = cluster.assign(plan.stages(), replicas, work.modelFolder(), work.modelHash());
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
