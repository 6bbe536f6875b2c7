package io.stratalens.jobs.sweep;

import io.stratalens.jobs.capture.ChunkOutput;
import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.jobs.delta.TableTarget;
import io.stratalens.jobs.delta.TableWriter;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.host.ModelHost;
import io.stratalens.workers.labels.LabelledPrompt;
import io.stratalens.workers.sweep.ExhaustiveScorer;
import io.stratalens.workers.sweep.SharedPrefixScorer;
import io.stratalens.workers.sweep.SweepCell;
import io.stratalens.workers.sweep.SweepSample;
import io.stratalens.workers.sweep.SweepScorer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
    Map<String, String> constants = Map.of("run_id", settings.runId(), "dataset", chunk.dataset());
    try (ModelHost.Turn turn = host.turn(context::isInterrupted);
        BufferAllocator allocator = new RootAllocator();
        TableWriter writer = TableWriter.open(table, constants)) {
      long start = System.nanoTime();
      StageEngine engine = host.whole(Path.of(settings.modelFolder()), settings.modelHash());
      double loading = secondsSince(start);
      long passes = System.nanoTime();
      PropensityRows rows = new PropensityRows(writer, allocator);
      for (SweepBlock block : chunk.blocks()) {
        score(chunk.dataset(), block, scorer(engine), rows);
      }
      rows.flush();
      double computing = secondsSince(passes);
      turn.close();
      FileFacts facts = writer.finish();
      List<LabelledPrompt> samples = chunk.samples();
      return List.of(
              new ChunkOutput(
                  chunk.number(),
                  0,
                  samples.get(0).sample(),
                  samples.size(),
                  samples.stream().mapToLong(prompt -> prompt.ids().length).sum(),
                  loading,
                  computing,
                  secondsSince(start),
                  List.of(facts),
                  host.peak()))
          .iterator();
    }
  }

  private SweepScorer scorer(StageEngine engine) {
    return settings.exhaustive()
        ? new ExhaustiveScorer(engine, settings.batchTokens())
        : new SharedPrefixScorer(engine, settings.batchTokens(), BRANCH_BYTES);
  }

  private void score(String dataset, SweepBlock block, SweepScorer scorer, PropensityRows rows) {
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
            rows.add(
                new Propensity(
                    score.sample(),
                    block.cells().get(score.cell()),
                    multipliers.asGiven(score.multiplier()),
                    score.matchingLogit(),
                    score.otherLogit(),
                    score.labelIsTop())));
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
