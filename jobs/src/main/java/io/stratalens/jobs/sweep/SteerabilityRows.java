package io.stratalens.jobs.sweep;

import io.stratalens.udfs.steerability.ControlStatistics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Rows of the table steerability, in the order of its columns. */
final class SteerabilityRows {
  private SteerabilityRows() {}

  /** A row for every label vector, beside what the random directions of its cell say. */
  static List<List<Object>> of(String runId, List<CellStatistics> labels, ControlSlopes controls) {
    return labels.stream()
        .sorted(
            Comparator.comparing(CellStatistics::dataset)
                .thenComparing(one -> one.cell().positions())
                .thenComparing(one -> one.cell().site())
                .thenComparing(one -> one.cell().layer()))
        .map(one -> row(runId, one, controls.at(one)))
        .toList();
  }

  private static List<Object> row(String runId, CellStatistics label, double[] controls) {
    List<Object> row = new ArrayList<>();
    Collections.addAll(
        row,
        runId,
        label.dataset(),
        label.cell().layer(),
        label.cell().site().label(),
        label.cell().positions().label(),
        label.cell().vector());
    Collections.addAll(
        row, label.samples(), label.slope(), label.intercept(), label.low(), label.high());
    Collections.addAll(
        row,
        label.r2(),
        label.rho(),
        label.monotone(),
        label.antiSteerableFraction(),
        label.labelTopShare());
    if (controls.length == 0) {
      row.addAll(Collections.nCopies(5, null));
    } else {
      add(row, ControlStatistics.of(label.slope(), controls));
    }
    return row;
  }

  private static void add(List<Object> row, ControlStatistics control) {
    row.add(control.moments().mean());
    row.add(
        control.moments().standardDeviation().isPresent()
            ? control.moments().standardDeviation().getAsDouble()
            : null);
    Collections.addAll(row, control.largest(), control.moments().count(), control.rank());
  }
}
