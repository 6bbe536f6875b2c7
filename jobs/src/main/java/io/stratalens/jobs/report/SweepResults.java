package io.stratalens.jobs.report;

import io.stratalens.jobs.sweep.SweepSlopes;
import io.stratalens.jobs.sweep.SweepSlopes.Where;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sweep as its report shows it.
 *
 * @param facts names and values about the run
 * @param cells what it says of every cell
 * @param slopes the same over all data sets
 * @param curves the mean curves at the cells of the best layers
 */
record SweepResults(
    String runId,
    Map<String, String> facts,
    List<ReportedCell> cells,
    SweepSlopes slopes,
    Map<Place, List<MeanCurve>> curves) {
  /** One cell of one data set. */
  record Place(String dataset, int layer, Where where) {}

  SweepResults {
    cells = List.copyOf(cells);
    curves = Map.copyOf(curves);
  }

  List<String> datasets() {
    return cells.stream().map(ReportedCell::dataset).distinct().toList();
  }

  /** A data set's cells at a site and choice of positions, by layer. */
  List<ReportedCell> at(String dataset, Where where) {
    return cells.stream()
        .filter(cell -> cell.dataset().equals(dataset) && cell.where().equals(where))
        .toList();
  }

  /** The cell of a data set's best layer. */
  ReportedCell best(String dataset, Where where) {
    int layer = slopes.all().get(where).bestLayers().get(dataset);
    return at(dataset, where).stream()
        .filter(cell -> cell.layer() == layer)
        .findFirst()
        .orElseThrow();
  }

  Optional<MeanCurve> labelCurve(ReportedCell cell) {
    return curves(cell).stream().filter(MeanCurve::isLabel).findFirst();
  }

  List<MeanCurve> randomCurves(ReportedCell cell) {
    return curves(cell).stream().filter(curve -> !curve.isLabel()).toList();
  }

  private List<MeanCurve> curves(ReportedCell cell) {
    return curves.getOrDefault(new Place(cell.dataset(), cell.layer(), cell.where()), List.of());
  }
}
