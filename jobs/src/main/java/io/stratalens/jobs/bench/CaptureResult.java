package io.stratalens.jobs.bench;

import java.util.Locale;

/**
 * What a way of capturing took.
 *
 * @param phase decode or prefill
 * @param tokens generated, or read
 * @param rows captured
 * @param seconds of a pass
 * @param cost how much longer than with nothing kept, as a share
 */
record CaptureResult(
    String phase, CaptureWay way, long tokens, long rows, double seconds, double cost) {
  static final String HEADER =
      String.format(
          Locale.ROOT,
          "%-8s %-20s %-7s %12s %12s %8s",
          "phase",
          "kept",
          "to",
          "tokens/s",
          "rows/s",
          "cost");

  double rate() {
    return tokens / seconds;
  }

  double rowRate() {
    return rows / seconds;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%-8s %-20s %-7s %12.1f %12.0f %7.1f%%",
        phase,
        way.kept().label(),
        way.to().label(),
        rate(),
        rowRate(),
        100 * cost);
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"phase\": \"%s\", \"kept\": \"%s\", \"to\": \"%s\", \"tokens_per_second\": %.2f,"
            + " \"rows_per_second\": %.2f, \"cost\": %.4f}",
        phase,
        way.kept().label(),
        way.to().label(),
        rate(),
        rowRate(),
        cost);
  }
}
