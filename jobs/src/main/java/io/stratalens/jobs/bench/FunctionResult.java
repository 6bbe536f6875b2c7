package io.stratalens.jobs.bench;

import java.util.Locale;

/**
 * How fast one work read the table.
 *
 * @param megabytesPerSecond of the vectors' bytes, uncompressed
 * @param ofScan its speed as a share of the plain scan's
 */
record FunctionResult(String work, double rowsPerSecond, double megabytesPerSecond, double ofScan) {
  static final String HEADER =
      String.format(Locale.ROOT, "%-32s %12s %10s %8s", "work", "rows/s", "MB/s", "of scan");

  String line() {
    return String.format(
        Locale.ROOT, "%-32s %12.0f %10.0f %8.2f", work, rowsPerSecond, megabytesPerSecond, ofScan);
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"work\": \"%s\", \"rows_per_second\": %.1f, \"megabytes_per_second\": %.1f,"
            + " \"of_scan\": %.4f}",
        work,
        rowsPerSecond,
        megabytesPerSecond,
        ofScan);
  }
}
