package io.stratalens.jobs.parity;

import static java.util.stream.Collectors.joining;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.model.ParameterInventory;
import io.stratalens.workers.parity.Finding;
import io.stratalens.workers.parity.ParityCheck;
import io.stratalens.workers.selection.Site;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Compares a checkpoint with a reference and prints what was found. */
public final class ParityJob {
  private static final String ROW = "%-24s %9.2e %9.2e %9.2e  %-4s  %s%n";

  private ParityJob() {}

  /**
   * Whether everything the reference holds agrees within {@code tolerance}.
   *
   * @throws StratalensException when the reference holds nothing to compare
   */
  public static boolean run(Path model, Path reference, double tolerance, PrintStream out) {
    ModelConfig config = ModelConfig.read(model);
    try (Checkpoint checkpoint = Checkpoint.open(model);
        Checkpoint golden = Checkpoint.open(reference)) {
      new ParameterInventory(config).check(checkpoint);
      try (StageEngine engine =
          StageEngine.load(checkpoint, config, StageSlice.whole(config.layers()))) {
        ParityCheck check = new ParityCheck(engine, golden, tolerance);
        List<Finding> findings = check.run();
        if (findings.isEmpty()) {
          throw nothingIn(reference, check.unknownTensors());
        }
        print(findings, check.unknownTensors(), out);
        return findings.stream().allMatch(Finding::passed);
      }
    }
  }

  private static StratalensException nothingIn(Path reference, List<String> unknown) {
    return StratalensException.invalid(
        "Cannot compare with the reference %s because it holds no values to agree with%s. Give a"
            + " file with tensors such as p0.SITE (%s), p0.logits, p0.logits_last, p0.lens_ids,"
            + " p0.lens_probs, p0.lens_entropy, p0.greedy or steer.SITE.last.logits.",
        reference,
        unknown.isEmpty() ? "" : ", only unknown names: " + String.join(", ", unknown),
        Arrays.stream(Site.values()).map(Site::label).collect(joining(", ")));
  }

  private static void print(List<Finding> findings, List<String> unknown, PrintStream out) {
    out.printf(Locale.ROOT, "%-24s %9s %9s %9s%n", "quantity", "worst", "median", "limit");
    for (Finding finding : findings) {
      out.printf(
          Locale.ROOT,
          ROW,
          finding.name(),
          finding.worst(),
          finding.median(),
          finding.limit(),
          finding.passed() ? "pass" : "FAIL",
          finding.note());
    }
    if (!unknown.isEmpty()) {
      out.printf(Locale.ROOT, "not compared, unknown names: %s%n", String.join(", ", unknown));
    }
    long failed = findings.stream().filter(finding -> !finding.passed()).count();
    out.printf(Locale.ROOT, "%d quantities compared, %d failed%n", findings.size(), failed);
  }
}
