package io.stratalens.jobs.bench;

import io.stratalens.workers.model.ModelConfig;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How cost grows with one size at a time, beside the least that the machine allows: every point of
 * an axis in turns, reading prompts and reading new tokens, every block's output kept in memory.
 */
public final class GrowthBenchmark {
  /**
   * What to run.
   *
   * @param shape the sizes at the base, of which one grows; a Llama is made of them
   * @param tokens of each prompt at the base
   * @param batch prompts at the base
   * @param axes what grows, and the values it takes
   * @param seconds of each measurement at least
   * @param pictures a folder for one SVG file an axis
   * @param json one object a line in place of a table
   */
  public record Order(
      ModelConfig shape,
      int tokens,
      int batch,
      Map<GrowthAxis, List<Integer>> axes,
      int seconds,
      Optional<Path> pictures,
      boolean json) {
    /** Refuses values that no model can take. */
    public Order {
      axes = new LinkedHashMap<>(axes);
      GrowthPoint base = base(shape, tokens, batch);
      axes.forEach((axis, values) -> values.forEach(value -> axis.grown(base, value)));
    }

    private GrowthPoint base() {
      return base(shape, tokens, batch);
    }

    private static GrowthPoint base(ModelConfig shape, int tokens, int batch) {
      return new GrowthPoint(GrowthShape.of(shape), tokens, batch, 1, 1);
    }
  }

  private final Path folder;
  private final Consumer<String> progress;
  private final PrintStream out;

  /**
   * A benchmark whose results go to {@code out}.
   *
   * @param folder on the disk that is measured; it need not be there yet
   */
  public GrowthBenchmark(Path folder, Consumer<String> progress, PrintStream out) {
    this.folder = folder;
    this.progress = progress;
    this.out = out;
  }

  /** Runs and prints the benchmark, and draws it where that is asked for. */
  public void run(Order order) {
    if (!order.json()) {
      out.println(GrowthResult.HEADER);
    }
    progress.accept("the disk of " + folder);
    double disk = DiskSpeed.bytesPerSecond(folder);
    order.axes().forEach((axis, values) -> measure(axis, values, order, disk));
  }

  private void measure(GrowthAxis axis, List<Integer> values, Order order, double disk) {
    Map<Integer, GrowthPoint> points = new LinkedHashMap<>();
    values.forEach(value -> points.put(value, axis.grown(order.base(), value)));
    List<GrowthResult> results;
    try (GrowthTurns turns = GrowthTurns.load(axis, points, progress)) {
      results = turns.run(order.seconds(), disk);
    }
    results.forEach(result -> out.println(order.json() ? result.json() : result.line()));
    order.pictures().ifPresent(pictures -> GrowthFigure.of(axis, results).write(pictures));
  }
}
