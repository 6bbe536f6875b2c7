package io.stratalens.jobs.bench;

import java.util.Locale;

/**
 * What one microbatch took at one point of an axis.
 *
 * @param value where on the axis
 * @param phase prefill or decode
 * @param seconds of a microbatch
 */
record GrowthResult(
    GrowthAxis axis, int value, Phase phase, double seconds, GrowthCost cost, GrowthBounds bounds) {
  /** Reading prompts, or one new token of each. */
  enum Phase {
    PREFILL,
    DECODE;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final String HEADER =
      String.format(
          Locale.ROOT,
          "%-7s %6s %-8s %9s %9s %17s %15s %-8s %6s %17s",
          "axis",
          "value",
          "phase",
          "ms",
          "tokens/s",
          "GFLOP/s (most)",
          "GB/s (most)",
          "nearer",
          "share",
          "kept MB/s (disk)");

  /** The share of the nearer bound that was reached: 1 at the bound. */
  double share() {
    return bounds.seconds(cost) / seconds;
  }

  double rate() {
    return cost.tokens() / seconds;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%-7s %6d %-8s %9.3f %9.0f %8.1f (%6.1f) %7.2f (%5.2f) %-8s %6.2f %8.1f (%6.0f)",
        axis.label(),
        value,
        phase.label(),
        1e3 * seconds,
        rate(),
        cost.operations() / seconds / 1e9,
        bounds.operations() / 1e9,
        cost.bytes() / seconds / 1e9,
        bounds.bytes() / 1e9,
        bounds.nearer(cost),
        share(),
        cost.kept() / seconds / 1e6,
        bounds.disk() / 1e6);
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"axis\": \"%s\", \"value\": %d, \"phase\": \"%s\", \"seconds\": %.6f,"
            + " \"tokens_per_second\": %.2f, \"operations\": %.0f, \"bytes\": %.0f,"
            + " \"kept_bytes\": %.0f, \"most_operations_per_second\": %.0f,"
            + " \"most_bytes_per_second\": %.0f, \"disk_bytes_per_second\": %.0f,"
            + " \"nearer\": \"%s\", \"share\": %.4f}",
        axis.label(),
        value,
        phase.label(),
        seconds,
        rate(),
        cost.operations(),
        cost.bytes(),
        cost.kept(),
        bounds.operations(),
        bounds.bytes(),
        bounds.disk(),
        bounds.nearer(cost),
        share());
  }
}
