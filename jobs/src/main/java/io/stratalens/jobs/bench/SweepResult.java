package io.stratalens.jobs.bench;

import io.stratalens.workers.sweep.SweepPositions;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What one sweep took.
 *
 * @param positions where it injected
 * @param shared seconds with prefixes shared
 * @param exhaustive seconds as a forward pass each, where that was measured
 */
record SweepResult(SweepPositions positions, double shared, OptionalDouble exhaustive) {
  static final String HEADER =
      String.format(
          Locale.ROOT, "%-10s %14s %14s %8s", "positions", "shared s", "exhaustive s", "ratio");

  String line() {
    return String.format(
        Locale.ROOT,
        "%-10s %14.4f %14s %8s",
        positions.label(),
        shared,
        number(exhaustive, "%.3f", "-"),
        number(ratio(), "%.1f", "-"));
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"positions\": \"%s\", \"shared_seconds\": %.5f, \"exhaustive_seconds\": %s,"
            + " \"ratio\": %s}",
        positions.label(),
        shared,
        number(exhaustive, "%.5f", "null"),
        number(ratio(), "%.2f", "null"));
  }

  private OptionalDouble ratio() {
    return exhaustive.isEmpty() ? exhaustive : OptionalDouble.of(exhaustive.getAsDouble() / shared);
  }

  private static String number(OptionalDouble value, String format, String none) {
    return value.isEmpty() ? none : String.format(Locale.ROOT, format, value.getAsDouble());
  }
}
