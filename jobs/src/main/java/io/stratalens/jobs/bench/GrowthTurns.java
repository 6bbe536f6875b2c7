package io.stratalens.jobs.bench;

import io.stratalens.jobs.bench.GrowthResult.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The points of one axis and what the machine does at most, which take turns. */
final class GrowthTurns implements AutoCloseable {
  /**
   * What takes a turn.
   *
   * @param what a phase of a point, or the product, or reading memory
   */
  private record Turn(int value, String what) {}

  private static final String MEMORY = "memory";
  private static final Turn PRODUCT = new Turn(0, "product");
  private static final int FEWEST_ROUNDS = 5;

  private final GrowthAxis axis;
  private final Map<Integer, GrowthPoint> points;
  private final Consumer<String> progress;
  private final Map<Integer, StageChain> chains = new LinkedHashMap<>();
  private final Map<Integer, MachineWork> memories = new LinkedHashMap<>();
  private final Rounds<Turn> rounds = new Rounds<>();
  private MachineWork product;

  private GrowthTurns(
      GrowthAxis axis, Map<Integer, GrowthPoint> points, Consumer<String> progress) {
    this.axis = axis;
    this.points = points;
    this.progress = progress;
  }

  /** All points of an axis side by side: their weights are made up and held at once. */
  static GrowthTurns load(
      GrowthAxis axis, Map<Integer, GrowthPoint> points, Consumer<String> progress) {
    GrowthTurns turns = new GrowthTurns(axis, points, progress);
    try {
      turns.load();
      return turns;
    } catch (RuntimeException e) {
      turns.close();
      throw e;
    }
  }

  private void load() {
    product = MachineWork.product();
    rounds.add(PRODUCT, product::pass);
    points.forEach(
        (value, point) -> {
          progress.accept(axis.label() + " " + value + ": making up weights");
          StageChain chain = StageChain.load(point);
          chains.put(value, chain);
          // As many bytes as a step reads; a pass over prompts reads the same weights.
          MachineWork memory = MachineWork.memory(cost(value, Phase.DECODE).bytes());
          memories.put(value, memory);
          rounds.add(new Turn(value, MEMORY), memory::pass);
          rounds.add(new Turn(value, Phase.PREFILL.label()), chain::read);
          rounds.add(new Turn(value, Phase.DECODE.label()), chain::steps);
        });
  }

  private GrowthCost cost(int value, Phase phase) {
    int valueBytes = chains.get(value).valueBytes();
    return phase == Phase.PREFILL
        ? GrowthCost.prompts(points.get(value), valueBytes)
        : GrowthCost.step(points.get(value), valueBytes);
  }

  /**
   * Both phases of every point.
   *
   * @param seconds of each turn at least, on average
   * @param disk bytes a second
   */
  List<GrowthResult> run(int seconds, double disk) {
    rounds.run(seconds, FEWEST_ROUNDS, round -> progress.accept(axis.label() + ": " + round));
    List<GrowthResult> results = new ArrayList<>();
    for (int value : points.keySet()) {
      for (Phase phase : Phase.values()) {
        results.add(result(value, phase, disk));
      }
    }
    return results;
  }

  private GrowthResult result(int value, Phase phase, double disk) {
    Turn turn = new Turn(value, phase.label());
    int parts = phase == Phase.PREFILL ? points.get(value).microbatches() : GrowthPoint.STEPS;
    double operations = rate(turn, PRODUCT, product);
    double bytes = rate(turn, new Turn(value, MEMORY), memories.get(value));
    return new GrowthResult(
        axis,
        value,
        phase,
        rounds.seconds(turn) / parts,
        cost(value, phase),
        new GrowthBounds(operations, bytes, disk));
  }

  /** What the machine did a second in the rounds in which a turn took its median time. */
  private double rate(Turn turn, Turn machine, MachineWork work) {
    return work.amount() * rounds.ratio(turn, machine) / rounds.seconds(turn);
  }

  @Override
  public void close() {
    chains.values().forEach(StageChain::close);
    memories.values().forEach(MachineWork::close);
    if (product != null) {
      product.close();
    }
  }
}
