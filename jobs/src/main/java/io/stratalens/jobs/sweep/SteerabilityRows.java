package io.stratalens.jobs.sweep;

import static java.util.stream.Collectors.groupingBy;

import io.stratalens.udfs.steerability.ControlStatistics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Rows of the table steerability, in the order of its columns. */
final class SteerabilityRows {
  private record Place(String dataset, CellKey cell) {}

  private SteerabilityRows() {}

  /** A row for every label vector, beside what the random directions of its cell say. */
  static List<List<Object>> of(String runId, List<CellStatistics> statistics) {
    Map<Place, List<CellStatistics>> controls =
        statistics.stream()
            .filter(one -> !one.cell().isLabel())
            .collect(groupingBy(one -> new Place(one.dataset(), one.cell().labelled())));
    return statistics.stream()
        .filter(one -> one.cell().isLabel())
        .sorted(
            Comparator.comparing(CellStatistics::dataset)
                .thenComparing(one -> one.cell().positions())
                .thenComparing(one -> one.cell().site())
                .thenComparing(one -> one.cell().layer()))
        .map(
            one ->
                row(
                    runId,
                    one,
                    controls.getOrDefault(new Place(one.dataset(), one.cell()), List.of())))
        .toList();
  }

  private static List<Object> row(
      String runId, CellStatistics label, List<CellStatistics> controls) {
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
    if (controls.isEmpty()) {
      row.addAll(Collections.nCopies(5, null));
    } else {
      add(
          row,
          ControlStatistics.of(
              label.slope(), controls.stream().mapToDouble(CellStatistics::slope).toArray()));
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
