package io.stratalens.jobs.report;

import io.stratalens.udfs.statistics.SampleMoments;
import io.stratalens.udfs.steerability.ControlStatistics;
import io.stratalens.udfs.steerability.Steerability;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a sweep's report says of cells in words and numbers. */
final class SweepWords {
  static final List<String> COLUMNS =
      List.of(
          "site",
          "positions",
          "best layer",
          "slope",
          "95% interval",
          "R²",
          "rho",
          "monotone",
          "anti-steerable",
          "label on top",
          "control mean",
          "control sd",
          "control largest",
          "rank");

  private SweepWords() {}

  /** A cell's numbers under these columns. */
  static List<String> of(ReportedCell cell) {
    Steerability found = cell.steerability();
    List<String> words = new ArrayList<>();
    words.add(cell.where().site().label());
    words.add(cell.where().positions().label());
    words.add(String.valueOf(cell.layer()));
    words.add(number(found.slope()));
    words.add(
        found.interval().map(ci -> number(ci.low()) + " to " + number(ci.high())).orElse("–"));
    words.add(number(found.r2()));
    words.add(number(found.rho()));
    words.add(found.monotone() ? "yes" : "no");
    words.add(number(found.antiSteerableFraction()));
    words.add(number(found.labelTopShare()));
    Optional<SampleMoments> moments = cell.control().map(ControlStatistics::moments);
    words.add(moments.map(some -> number(some.mean())).orElse("–"));
    words.add(moments.map(some -> number(some.standardDeviation())).orElse("–"));
    words.add(cell.control().map(control -> number(control.largest())).orElse("–"));
    words.add(
        cell.control()
            .map(control -> control.rank() + " of " + (control.moments().count() + 1))
            .orElse("–"));
    return words;
  }

  /** What random directions do at the cells of a data set. */
  static String control(List<ReportedCell> cells) {
    List<ReportedCell> controlled =
        cells.stream().filter(cell -> cell.control().isPresent()).toList();
    if (controlled.isEmpty()) {
      return "No random directions were swept, so that nothing tells these slopes from chance.";
    }
    return String.format(
        Locale.ROOT,
        "Random directions of the same norm were swept at %d of %d cells: %s, and the label vector's"
            + " slope is larger than that of every direction at %d.",
        controlled.size(),
        cells.size(),
        zeroInside(controlled),
        controlled.stream().filter(ReportedCell::exceedsControl).count());
  }

  private static String zeroInside(List<ReportedCell> controlled) {
    List<Boolean> known =
        controlled.stream().flatMap(cell -> cell.zeroInsideControl().stream()).toList();
    return known.isEmpty()
        ? "one direction alone has no interval of a mean slope for zero to lie inside"
        : String.format(
            Locale.ROOT,
            "zero lies inside the 95%% interval of their mean slope at %d of them",
            known.stream().filter(inside -> inside).count());
  }

  /** A number in three decimals; what is unknown is a dash. */
  static String number(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String number(OptionalDouble value) {
    return number(value.orElse(Double.NaN));
  }
}
