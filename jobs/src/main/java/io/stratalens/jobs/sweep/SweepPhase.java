package io.stratalens.jobs.sweep;

import io.stratalens.jobs.capture.ChunkLoop;
import io.stratalens.jobs.capture.ChunkWork;
import io.stratalens.jobs.capture.ChunkWorks;
import io.stratalens.jobs.delta.ChunkCommitter;
import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.runs.StatusLine;
import io.stratalens.workers.host.MemoryPeak;
import io.stratalens.workers.metrics.RunMeter;
import io.stratalens.workers.metrics.RunMetric;
import io.stratalens.workers.model.ModelConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/** Brings the rows of some cells into the table: from earlier sweeps, and by computing the rest. */
final class SweepPhase {
  private final SparkSession session;
  private final SweepOrder order;
  private final SweepSettings settings;
  private final ModelConfig config;
  private final PropensityTable propensities;
  private final ChunkCommitter committer;
  private final EarlierRows earlier;
  private final SweepVectorSource vectors;
  private final Consumer<String> progress;
  private Optional<MemoryPeak> peak = Optional.empty();

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
            order.batchTokens());
    this.config = model.config();
    this.propensities = propensities;
    this.committer = committer;
    this.earlier = earlier;
    this.vectors = vectors;
    this.progress = progress;
  }

  /** Has every row of these data sets at their cells committed. */
  void run(List<SweptDataset> datasets, Function<SweptDataset, List<CellKey>> cells) {
    FinishedRows finished = finished();
    boolean taken = false;
    for (SweptDataset dataset : datasets) {
      List<CellKey> own = cells.apply(dataset);
      taken |= earlier.take(dataset, own, order.plan().multipliers(), finished);
    }
    if (taken) {
      finished = finished();
    }
    Set<Integer> committed = committer.committedChunks(settings.runId());
    ChunkPlan plan = new ChunkPlan(order.chunkPrompts(), finished, committed);
    datasets.forEach(dataset -> plan.add(dataset, cells.apply(dataset)));
    if (!plan.chunks().isEmpty()) {
      MemoryPeak own = compute(plan.chunks(), committed, datasets);
      peak = Optional.of(peak.map(own::most).orElse(own));
    }
  }

  private FinishedRows finished() {
    return FinishedRows.of(propensities.rows(settings.runId()), order.plan().multipliers());
  }

  /** The most memory that all this took; empty where nothing had to be computed. */
  Optional<MemoryPeak> peak() {
    return peak;
  }

  private MemoryPeak compute(
      List<SweepChunk> chunks, Set<Integer> committed, List<SweptDataset> datasets) {
    Set<String> wanted = new HashSet<>();
    chunks.forEach(chunk -> wanted.add(chunk.dataset()));
    SweepVectors found = new SweepVectors();
    datasets.stream()
        .filter(dataset -> wanted.contains(dataset.name()))
        .forEach(dataset -> found.put(dataset.name(), vectors.of(dataset)));
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    Broadcast<SweepVectors> shared = context.broadcast(found);
    try {
      List<SweepChunk> places = places(chunks);
      ChunkWork work =
          new ChunkWorks(session.sparkContext(), progress)
              .of(
                  order.stages(),
                  new SweepWork(settings, shared, propensities.target()),
                  context.parallelize(places, places.size()),
                  config);
      Map<Integer, SweepChunk> byNumber =
          chunks.stream().collect(Collectors.toMap(SweepChunk::number, chunk -> chunk));
      List<Integer> missing = ChunkLoop.wanted(places.size(), committed);
      return new ChunkLoop(settings.runId(), committer, progress)
          .run(
              work,
              missing,
              new StatusLine(
                  new StatusLine.Work(
                      "rows",
                      0,
                      chunks.stream().mapToLong(SweepChunk::rows).sum(),
                      "rows",
                      missing.size()),
                  System::nanoTime),
              output -> step(byNumber.get(output.chunk())))
          .orElseThrow();
    } finally {
      shared.destroy();
    }
  }

  /** What a chunk adds to the status line; its cells are counted. */
  private static StatusLine.Step step(SweepChunk chunk) {
    RunMeter.ofApplication().count(RunMetric.SWEPT_CELLS, chunk.sampledCells());
    return new StatusLine.Step(chunk.number(), chunk.dataset(), chunk.rows(), chunk.rows());
  }

  /** Every chunk at its number; places between them are those of chunks that are committed. */
  private static List<SweepChunk> places(List<SweepChunk> chunks) {
    List<SweepChunk> places = new ArrayList<>();
    for (SweepChunk chunk : chunks) {
      while (places.size() < chunk.number()) {
        places.add(new SweepChunk(places.size(), chunk.dataset(), List.of()));
      }
      places.add(chunk);
    }
    return places;
  }
}
