package io.stratalens.jobs.sweep;

import io.stratalens.jobs.capture.ChunkSize;
import io.stratalens.jobs.capture.StagedWork;
import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.jobs.delta.TableTarget;
import io.stratalens.jobs.delta.TableWriter;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.labels.LabelledPrompt;
import io.stratalens.workers.pipeline.StageRun;
import io.stratalens.workers.sweep.ExhaustiveScorer;
import io.stratalens.workers.sweep.SharedPrefixScorer;
import io.stratalens.workers.sweep.SweepCell;
import io.stratalens.workers.sweep.SweepSample;
import io.stratalens.workers.sweep.SweepScorer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.spark.broadcast.Broadcast;

/** Scores chunks of a sweep, of which each is one row, and writes the files of their rows. */
final class SweepWork implements StagedWork<SweepChunk> {
  private static final long serialVersionUID = 1L;

  /** Memory for what is steered side by side, beyond the weights. */
  private static final long BRANCH_BYTES = 1L << 30;

  private static final Duration WAIT = Duration.ofDays(1);

  private final SweepSettings settings;
  private final Broadcast<SweepVectors> vectors;
  private final TableTarget table;

  SweepWork(SweepSettings settings, Broadcast<SweepVectors> vectors, TableTarget table) {
    this.settings = settings;
    this.vectors = vectors;
    this.table = table;
  }

  @Override
  public String runId() {
    return settings.runId();
  }

  @Override
  public String modelFolder() {
    return settings.modelFolder();
  }

  @Override
  public String modelHash() {
    return settings.modelHash();
  }

  @Override
  public int microbatchesInRing() {
    return 0;
  }

  /** A stage goes on alone while branches begin there only; whether it does, its progress tells. */
  @Override
  public Duration patience(Duration outlasting) {
    return WAIT;
  }

  @Override
  public ChunkSize size(List<SweepChunk> chunk) {
    List<LabelledPrompt> samples = chunk.get(0).samples();
    return new ChunkSize(
        samples.get(0).sample(),
        samples.size(),
        samples.stream().mapToLong(prompt -> prompt.ids().length).sum());
  }

  @Override
  public long largestFrame(StageEngine engine, List<SweepChunk> chunk) {
    SweepScorer scorer = scorer(StageRun.alone(engine), 0);
    SweepChunk only = chunk.get(0);
    return only.blocks().stream()
        .mapToLong(
            block ->
                scorer.largestFrame(
                    samples(block),
                    cells(only.dataset(), block),
                    new Multipliers(block.multipliers()).floats()))
        .max()
        .orElseThrow();
  }

  @Override
  public List<FileFacts> write(
      StageRun stage, int number, List<SweepChunk> chunk, Runnable computed) {
    return write(stage, chunk.get(0), computed);
  }

  /** One stage's share; the stage with the head has the rows. */
  private List<FileFacts> write(StageRun stage, SweepChunk chunk, Runnable computed) {
    if (!stage.engine().slice().head()) {
      score(stage, chunk, row -> {});
      computed.run();
      return List.of();
    }
    Map<String, String> constants = Map.of("run_id", settings.runId(), "dataset", chunk.dataset());
    try (BufferAllocator allocator = new RootAllocator();
        TableWriter writer = TableWriter.open(table, constants)) {
      PropensityRows rows = new PropensityRows(writer, allocator);
      score(stage, chunk, rows::add);
      rows.flush();
      computed.run();
      return List.of(writer.finish());
    }
  }

  private void score(StageRun stage, SweepChunk chunk, Consumer<Propensity> rows) {
    SweepScorer scorer = scorer(stage, chunk.number());
    for (SweepBlock block : chunk.blocks()) {
      score(chunk.dataset(), block, scorer, rows);
    }
  }

  private SweepScorer scorer(StageRun stage, int chunk) {
    return settings.exhaustive()
        ? new ExhaustiveScorer(stage, chunk, settings.batchTokens())
        : new SharedPrefixScorer(stage, chunk, settings.batchTokens(), BRANCH_BYTES);
  }

  private void score(
      String dataset, SweepBlock block, SweepScorer scorer, Consumer<Propensity> rows) {
    Multipliers multipliers = new Multipliers(block.multipliers());
    scorer.score(
        samples(block),
        cells(dataset, block),
        multipliers.floats(),
        score ->
            rows.accept(
                new Propensity(
                    score.sample(),
                    block.cells().get(score.cell()),
                    multipliers.asGiven(score.multiplier()),
                    score.matchingLogit(),
                    score.otherLogit(),
                    score.labelIsTop())));
  }

  private static List<SweepSample> samples(SweepBlock block) {
    return block.samples().stream()
        .map(
            prompt ->
                new SweepSample(
                    prompt.sample(), prompt.ids(), prompt.matchingLabel(), prompt.otherLabel()))
        .toList();
  }

  private List<SweepCell> cells(String dataset, SweepBlock block) {
    return block.cells().stream()
        .map(
            cell ->
                new SweepCell(
                    cell.site(),
                    cell.layer(),
                    cell.positions(),
                    cell.vector(),
                    vectors.value().of(dataset, cell)))
        .toList();
  }
}
