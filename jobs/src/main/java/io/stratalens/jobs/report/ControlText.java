package io.stratalens.jobs.report;

import io.stratalens.udfs.steerability.ControlStatistics;
import java.util.Locale;

/** A control in a line. */
final class ControlText {
  private ControlText() {}

  static String of(ControlStatistics control) {
    String deviation =
        control.moments().standardDeviation().isPresent()
            ? String.format(
                Locale.ROOT, " ± %.3f", control.moments().standardDeviation().getAsDouble())
            : "";
    return String.format(
        Locale.ROOT,
        "%d random directions %.3f%s, at most %.3f: rank %d of %d",
        control.moments().count(),
        control.moments().mean(),
        deviation,
        control.largest(),
        control.rank(),
        control.moments().count() + 1);
  }
}
