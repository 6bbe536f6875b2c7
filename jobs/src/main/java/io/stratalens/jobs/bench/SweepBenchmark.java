package io.stratalens.jobs.bench;

import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.sweep.ExhaustiveScorer;
import io.stratalens.workers.sweep.SharedPrefixScorer;
import io.stratalens.workers.sweep.SweepCell;
import io.stratalens.workers.sweep.SweepPositions;
import io.stratalens.workers.sweep.SweepSample;
import io.stratalens.workers.sweep.SweepScorer;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A sweep of one vector over the outputs of all layers and seven multipliers, on one batch of
 * prompts of equal length: with prefixes shared, and as a forward pass each, in turns.
 */
public final class SweepBenchmark {
  /**
   * What to run.
   *
   * @param batch prompts
   * @param tokens of each
   * @param sharedOnly whether the forward passes are left out
   * @param seconds least time of each measurement
   * @param json one object a line in place of a table
   */
  public record Order(int batch, int tokens, boolean sharedOnly, int seconds, boolean json) {}

  private static final float[] MULTIPLIERS = {-1.5f, -1, -0.5f, 0, 0.5f, 1, 1.5f};
  private static final long BYTES = 1L << 30;

  private final StageEngine engine;
  private final Consumer<String> progress;
  private final PrintStream out;

  /** A benchmark of this whole model; results go to {@code out}. */
  public SweepBenchmark(StageEngine engine, Consumer<String> progress, PrintStream out) {
    this.engine = engine;
    this.progress = progress;
    this.out = out;
  }

  /** Runs and prints the benchmark. */
  public void run(Order order) {
    if (!order.json()) {
      out.println(SweepResult.HEADER);
    }
    for (SweepPositions positions : SweepPositions.values()) {
      SweepResult result = measure(positions, order);
      out.println(order.json() ? result.json() : result.line());
    }
  }

  private SweepResult measure(SweepPositions positions, Order order) {
    int batchTokens = order.batch() * Microbatch.padded(order.tokens());
    List<SweepSample> samples = samples(order);
    List<SweepCell> cells = cells(positions);
    List<Measure> measures = new ArrayList<>();
    measures.add(
        sweep("shared", new SharedPrefixScorer(engine, batchTokens, BYTES), samples, cells));
    if (!order.sharedOnly()) {
      measures.add(sweep("exhaustive", new ExhaustiveScorer(engine, batchTokens), samples, cells));
    }
    Measure.inTurns(measures, order.seconds(), progress);
    return new SweepResult(
        positions,
        measures.get(0).secondsOfPass(),
        measures.stream().skip(1).mapToDouble(Measure::secondsOfPass).findFirst());
  }

  private static Measure sweep(
      String name, SweepScorer scorer, List<SweepSample> samples, List<SweepCell> cells) {
    String label = name + ", " + cells.get(0).positions().label();
    long scores = (long) samples.size() * cells.size() * MULTIPLIERS.length;
    return new Measure(label, scores, () -> scorer.score(samples, cells, MULTIPLIERS, score -> {}));
  }

  private List<SweepSample> samples(Order order) {
    int vocabulary = engine.config().vocabulary();
    Random random = new Random(3);
    return IntStream.range(0, order.batch())
        .mapToObj(
            row ->
                new SweepSample(
                    row, random.ints(order.tokens(), 0, vocabulary).toArray(), 0, vocabulary - 1))
        .toList();
  }

  private List<SweepCell> cells(SweepPositions positions) {
    Random random = new Random(5);
    float[] vector = new float[engine.config().width()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return IntStream.range(0, engine.config().layers())
        .mapToObj(layer -> new SweepCell(Site.RESID_POST, layer, positions, "random-5", vector))
        .toList();
  }
}
