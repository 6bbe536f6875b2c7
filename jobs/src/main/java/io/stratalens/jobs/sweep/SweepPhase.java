package io.stratalens.jobs.sweep;

import io.stratalens.jobs.capture.ChunkLoop;
import io.stratalens.jobs.capture.ChunkOutput;
import io.stratalens.jobs.capture.TaskChunks;
import io.stratalens.jobs.delta.ChunkCommitter;
import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.runs.StatusLine;
import io.stratalens.workers.cluster.ClusterSettings;
import io.stratalens.workers.host.MemoryPeak;
import io.stratalens.workers.metrics.RunMeter;
import io.stratalens.workers.metrics.RunMetric;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/** Brings the rows of some cells into the table: from earlier sweeps, and by computing the rest. */
final class SweepPhase {
  private final SparkSession session;
  private final SweepOrder order;
  private final SweepSettings settings;
  private final PropensityTable propensities;
  private final ChunkCommitter committer;
  private final EarlierRows earlier;
  private final SweepVectorSource vectors;
  private final Consumer<String> progress;
  private MemoryPeak peak = MemoryPeak.NONE;

  SweepPhase(
      SparkSession session,
      SweepOrder order,
      ModelFacts model,
      String runId,
      PropensityTable propensities,
      ChunkCommitter committer,
      EarlierRows earlier,
      SweepVectorSource vectors,
      Consumer<String> progress) {
    this.session = session;
    this.order = order;
    this.settings =
        new SweepSettings(
            runId,
            model.location().pinned(),
            model.modelHash(),
            order.exhaustive(),
            order.batchTokens(),
            order.stages().inOneProcess(model.config()),
            ClusterSettings.of(session.sparkContext().conf()).stageTimeout());
    this.propensities = propensities;
    this.committer = committer;
    this.earlier = earlier;
    this.vectors = vectors;
    this.progress = progress;
  }

  /** Has every row of these data sets at their cells committed. */
  void run(List<SweptDataset> datasets, Function<SweptDataset, List<CellKey>> cells) {
    List<Double> multipliers = order.plan().multipliers();
    datasets.forEach(dataset -> earlier.take(dataset, cells.apply(dataset), multipliers));
    FinishedRows finished = FinishedRows.of(propensities.rows(settings.runId()));
    Set<Integer> committed = committer.committedChunks(settings.runId());
    ChunkPlan plan = new ChunkPlan(multipliers, order.chunkPrompts(), finished, committed);
    datasets.forEach(dataset -> plan.add(dataset, cells.apply(dataset)));
    if (!plan.chunks().isEmpty()) {
      peak = peak.most(compute(plan.chunks(), datasets));
    }
  }

  /** The most memory that all this took. */
  MemoryPeak peak() {
    return peak;
  }

  private MemoryPeak compute(List<SweepChunk> chunks, List<SweptDataset> datasets) {
    Set<String> wanted = new HashSet<>();
    chunks.forEach(chunk -> wanted.add(chunk.dataset()));
    SweepVectors found = new SweepVectors();
    datasets.stream()
        .filter(dataset -> wanted.contains(dataset.name()))
        .forEach(dataset -> found.put(dataset.name(), vectors.of(dataset)));
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    Broadcast<SweepVectors> shared = context.broadcast(found);
    try {
      JavaRDD<ChunkOutput> outputs =
          context
              .parallelize(chunks, chunks.size())
              .mapPartitions(new SweepTask(settings, shared, propensities.target()));
      Map<Integer, SweepChunk> byNumber =
          chunks.stream().collect(Collectors.toMap(SweepChunk::number, chunk -> chunk));
      return new ChunkLoop(settings.runId(), committer, progress)
          .run(
              TaskChunks.everywhere(settings.runId(), outputs),
              IntStream.range(0, chunks.size()).boxed().toList(),
              new StatusLine(
                  new StatusLine.Work(
                      "rows",
                      0,
                      chunks.stream().mapToLong(SweepChunk::rows).sum(),
                      "rows",
                      chunks.size()),
                  System::nanoTime),
              output -> step(byNumber.get(output.chunk())));
    } finally {
      shared.destroy();
    }
  }

  /** What a chunk adds to the status line; its cells are counted. */
  private static StatusLine.Step step(SweepChunk chunk) {
    RunMeter.ofApplication().count(RunMetric.SWEPT_CELLS, chunk.sampledCells());
    return new StatusLine.Step(chunk.number(), chunk.dataset(), chunk.rows(), chunk.rows());
  }
}
