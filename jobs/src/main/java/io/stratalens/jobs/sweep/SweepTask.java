package io.stratalens.jobs.sweep;

import io.stratalens.jobs.capture.ChunkOutput;
import io.stratalens.jobs.capture.LocalPipeline;
import io.stratalens.jobs.capture.Stopwatch;
import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.jobs.delta.TableTarget;
import io.stratalens.jobs.delta.TableWriter;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.host.ModelHost;
import io.stratalens.workers.labels.LabelledPrompt;
import io.stratalens.workers.location.Models;
import io.stratalens.workers.pipeline.StageLinks;
import io.stratalens.workers.pipeline.StageRun;
import io.stratalens.workers.sweep.ExhaustiveScorer;
import io.stratalens.workers.sweep.SharedPrefixScorer;
import io.stratalens.workers.sweep.SweepCell;
import io.stratalens.workers.sweep.SweepSample;
import io.stratalens.workers.sweep.SweepScorer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/** Computes one chunk of a sweep in a task and writes the files of its rows. */
final class SweepTask implements FlatMapFunction<Iterator<SweepChunk>, ChunkOutput> {
  private static final long serialVersionUID = 1L;

  /** Memory for what is steered side by side, beyond the weights. */
  private static final long BRANCH_BYTES = 1L << 30;

  /** A stage goes on alone while branches begin there only; whether it does, its progress tells. */
  private static final Duration WAIT = Duration.ofDays(1);

  private final SweepSettings settings;
  private final Broadcast<SweepVectors> vectors;
  private final TableTarget table;

  SweepTask(SweepSettings settings, Broadcast<SweepVectors> vectors, TableTarget table) {
    this.settings = settings;
    this.vectors = vectors;
    this.table = table;
  }

  @Override
  public Iterator<ChunkOutput> call(Iterator<SweepChunk> chunks) {
    SweepChunk chunk = chunks.next();
    TaskContext context = TaskContext.get();
    ModelHost host = ModelHost.ofProcess();
    try (ModelHost.Turn turn = host.turn(context::isInterrupted)) {
      Stopwatch task = Stopwatch.start();
      List<StageEngine> engines =
          host.stages(
              Models.ofProcess().folder(settings.modelFolder()),
              settings.modelHash(),
              settings.stages());
      double loading = task.seconds();
      Stopwatch passes = Stopwatch.start();
      List<FileFacts> facts =
          new LocalPipeline(engines, settings.stageTimeout(), WAIT, context::isInterrupted)
              .run(
                  (stage, computed) -> write(stage, chunk, computed),
                  StageLinks.inJvm(settings.runId(), 0, engines.size()),
                  () -> {
                    passes.lap();
                    turn.close();
                  });
      List<LabelledPrompt> samples = chunk.samples();
      return List.of(
              new ChunkOutput(
                  chunk.number(),
                  0,
                  samples.get(0).sample(),
                  samples.size(),
                  samples.stream().mapToLong(prompt -> prompt.ids().length).sum(),
                  loading,
                  passes.computed(),
                  task.seconds(),
                  facts,
                  host.peak()))
          .iterator();
    }
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
    List<SweepSample> samples =
        block.samples().stream()
            .map(
                prompt ->
                    new SweepSample(
                        prompt.sample(), prompt.ids(), prompt.matchingLabel(), prompt.otherLabel()))
            .toList();
    List<SweepCell> cells =
        block.cells().stream()
            .map(
                cell ->
                    new SweepCell(
                        cell.site(),
                        cell.layer(),
                        cell.positions(),
                        cell.vector(),
                        vectors.value().of(dataset, cell)))
            .toList();
    Multipliers multipliers = new Multipliers(block.multipliers());
    scorer.score(
        samples,
        cells,
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
}
