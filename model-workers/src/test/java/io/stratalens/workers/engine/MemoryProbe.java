package io.stratalens.workers.engine;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.capture.CaptureRequest;
import io.stratalens.workers.selection.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A process of its own that runs forward passes and prints how many bytes its anonymous memory
 * grew. Its heap has one size from the start, so that what grows is native.
 */
final class MemoryProbe {
  static final int POSITIONS = 13;
  private static final int WARM_UP = 100;
  private static final int TOP = 5;

  private final TestModel model;
  private final List<ForwardResult> open = new ArrayList<>();

  private MemoryProbe(TestModel model) {
    this.model = model;
  }

  /** Arguments: the model's folder, passes after the first hundred, and "close" or "leave". */
  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    int passes = Integer.parseInt(arguments[1]);
    try (TestModel model = TestModel.load(Path.of(arguments[0]))) {
      MemoryProbe probe = new MemoryProbe(model);
      for (int i = 0; i < WARM_UP; i++) {
        probe.pass(false);
      }
      long before = anonymousBytes();
      for (int i = 0; i < passes; i++) {
        probe.pass(arguments[2].equals("leave"));
      }
      long after = anonymousBytes();
      System.out.println("grown=" + (after - before));
    }
  }

  // A capture of everything, the logits and the lens, as a capture with an inline lens does.
  private void pass(boolean leave) {
    Microbatch batch = model.batch(5, POSITIONS - 5);
    CaptureRequest request = model.all(batch, VectorType.F16);
    ForwardResult result = model.engine().forward(batch, request, List.of());
    result.kept().bytes();
    result.kept().norms();
    model.engine().logits(result, batch, TestModel.everywhere(batch));
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

  private static long anonymousBytes() throws IOException {
    System.gc();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("RssAnon:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }
}
