package io.stratalens.workers.engine;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.StepRow;
import io.stratalens.workers.sampling.Draw;
import io.stratalens.workers.sampling.Sampling;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.sweep.SharedPrefixScorer;
import io.stratalens.workers.sweep.SweepCell;
import io.stratalens.workers.sweep.SweepPositions;
import io.stratalens.workers.sweep.SweepSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * A process of its own that runs forward passes and prints how many bytes its anonymous memory
 * grew. Its heap has one size from the start, so that what grows is native.
 */
final class MemoryProbe {
  static final int POSITIONS = 13;
  private static final int WARM_UP = 100;
  private static final int TOP = 5;
  private static final int CYCLE = 50;

  private final TestModel model;
  private final List<ForwardResult> open = new ArrayList<>();

  private MemoryProbe(TestModel model) {
    this.model = model;
  }

  /**
   * CallValues: the model's folder, passes after the first hundred, and "close", "leave", "step" or
   * "sweep".
   */
  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    int passes = Integer.parseInt(arguments[1]);
    try (TestModel model = TestModel.load(Path.of(arguments[0]))) {
      MemoryProbe probe = new MemoryProbe(model);
      switch (arguments[2]) {
        case "close" -> measure(passes, i -> probe.pass(false));
        case "leave" -> measure(passes, i -> probe.pass(true));
        case "step" -> probe.steps(passes);
        case "sweep" -> measure(passes, i -> probe.sweep());
        default -> throw new IllegalArgumentException(arguments[2]);
      }
    }
  }

  private static void measure(int passes, IntConsumer pass) throws IOException {
    for (int i = 0; i < WARM_UP; i++) {
      pass.accept(i);
    }
    long before = anonymousBytes();
    for (int i = 0; i < passes; i++) {
      pass.accept(WARM_UP + i);
    }
    long after = anonymousBytes();
    System.out.println("grown=" + (after - before));
  }

  // One generation that does not end, with every kind of sampling in its three rows. Its positions
  // come again, since what a step reads grows with them.
  private void steps(int passes) throws IOException {
    try (KeyValueCache cache = model.engine().cache(3, 2 * CYCLE)) {
      Steps.prefill(model, model.batch(5, 8, 2), cache, 0, 1, 2);
      measure(passes, i -> step(i, cache));
    }
  }

  private void step(int i, KeyValueCache cache) {
    List<StepRow> rows = new ArrayList<>();
    List<Draw> draws = new ArrayList<>();
    for (int row = 0; row < 3; row++) {
      rows.add(new StepRow(row, i % 100, 8 + i % CYCLE));
      Sampling sampling = new Sampling(row, row == 2 ? 20 : 0, 0.9, row == 1 ? 1 : 1.2, i);
      draws.add(sampling.draw(row, i, new int[] {1, 2, i % 100}));
    }
    List<int[]> positions = rows.stream().map(row -> new int[] {row.position()}).toList();
    KeepRequest request =
        new KeepRequest(model.layers(), Arrays.asList(Site.values()), positions, VectorType.F16);
    StepBatch batch = new StepBatch(rows, draws);
    try (StepResult result = model.engine().step(batch, request, List.of(), cache)) {
      result.kept().bytes();
      result.kept().norms();
    }
  }

  // A capture of everything, the logits and the lens, as a capture with an inline lens does.
  private void pass(boolean leave) {
    Microbatch batch = model.batch(5, POSITIONS - 5);
    KeepRequest request = model.all(batch, VectorType.F16);
    ForwardResult result = model.engine().forward(batch, request, List.of());
    result.kept().bytes();
    result.kept().norms();
    model.engine().logits(result, batch, batch.allPositions());
    int[] scored =
        Arrays.stream(model.layers()).map(layer -> request.slot(layer, Site.RESID_POST)).toArray();
    LensBlock block =
        new LensBlock(
            scored, scored[scored.length - 1], 0, request.rows(), new long[request.rows()], 1, TOP);
    model.engine().lens(result.kept(), block);
    if (leave) {
      open.add(result);
    } else {
      result.close();
    }
  }

  // Branches of both kinds off two prompts.
  private void sweep() {
    List<SweepSample> samples =
        model.batch(5, POSITIONS - 5).rows().stream()
            .map(row -> new SweepSample((int) row.promptId(), row.ids(), 1, 2))
            .toList();
    float[] vector = new float[model.config().width()];
    List<SweepCell> cells =
        Arrays.stream(SweepPositions.values())
            .map(positions -> new SweepCell(Site.ATTN_OUT, 5, positions, "label", vector))
            .toList();
    new SharedPrefixScorer(model.engine(), POSITIONS, 1 << 20)
        .score(samples, cells, new float[] {-1, 0, 1}, score -> {});
  }

  private static long anonymousBytes() throws IOException {
    System.gc();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("RssAnon:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }
}
