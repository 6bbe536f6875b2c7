package io.stratalens.jobs.report;

/** The largest finite values of a whole report, so that a colour means the same in every plot. */
final class Scales {
  private double entropy;
  private double klToFinal;
  private long rank;

  void add(PromptLens lens) {
    for (LensCell cell : lens.cells()) {
      entropy = larger(entropy, cell.entropy());
      if (cell.klToFinal() != null) {
        klToFinal = larger(klToFinal, cell.klToFinal());
      }
      for (LensTarget target : cell.targets()) {
        rank = Math.max(rank, target.rank());
      }
    }
  }

  private static double larger(double largest, double value) {
    return Double.isFinite(value) ? Math.max(largest, value) : largest;
  }

  double entropy() {
    return entropy;
  }

  double klToFinal() {
    return klToFinal;
  }

  long rank() {
    return rank;
  }
}
