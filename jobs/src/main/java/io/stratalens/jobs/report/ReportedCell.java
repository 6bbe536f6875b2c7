package io.stratalens.jobs.report;

import io.stratalens.jobs.sweep.SweepSlopes.Where;
import io.stratalens.udfs.steerability.ControlStatistics;
import io.stratalens.udfs.steerability.Steerability;
import java.util.Optional;

/**
 * What a sweep says of one data set's label vector at one cell.
 *
 * @param steerability its statistics; a share of top labels that nobody knows is NaN
 * @param control the random directions of the cell, where there were any
 */
record ReportedCell(
    String dataset,
    int layer,
    Where where,
    Steerability steerability,
    Optional<ControlStatistics> control) {

  double slope() {
    return steerability.slope();
  }

  /** Whether the label vector's |slope| is larger than that of every random direction. */
  boolean exceedsControl() {
    return control.isPresent() && control.get().rank() == 1;
  }

  /**
   * Whether no slope at all is among what random directions give on average; empty where there is
   * no interval, since there are none or one alone.
   */
  Optional<Boolean> zeroInsideControl() {
    return control
        .flatMap(ControlStatistics::interval)
        .map(interval -> interval.low() <= 0 && 0 <= interval.high());
  }
}
