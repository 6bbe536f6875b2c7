package io.stratalens.jobs.sweep;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.stratalens.udfs.steerability.SlopesAcrossDatasets;
import io.stratalens.udfs.steerability.SlopesAcrossDatasets.LayerSlope;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.sweep.SweepPositions;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The label vectors' slopes over all data sets, apart for each site and choice of positions. */
public final class SweepSlopes {
  /** A site and a choice of positions. */
  public record Where(Site site, SweepPositions positions) {
    /** By their names in tables. */
    public static Where of(String site, String positions) {
      return new Where(Site.of(site), SweepPositions.of(positions));
    }
  }

  /** The mean slope of a label vector on one data set at one cell. */
  public record CellSlope(String dataset, int layer, Where where, double slope) {}

  private final Map<Where, SlopesAcrossDatasets> slopes;

  private SweepSlopes(Map<Where, SlopesAcrossDatasets> slopes) {
    this.slopes = slopes;
  }

  /** Takes slopes of every data set at every cell. */
  public static SweepSlopes of(List<CellSlope> cells) {
    Map<Where, List<LayerSlope>> apart =
        cells.stream()
            .collect(
                groupingBy(
                    CellSlope::where,
                    () ->
                        new TreeMap<>(
                            Comparator.comparing(Where::positions).thenComparing(Where::site)),
                    mapping(
                        cell -> new LayerSlope(cell.dataset(), cell.layer(), cell.slope()),
                        toList())));
    Map<Where, SlopesAcrossDatasets> slopes = new LinkedHashMap<>();
    apart.forEach((where, own) -> slopes.put(where, SlopesAcrossDatasets.of(own)));
    return new SweepSlopes(slopes);
  }

  /** The slopes that the statistics of label vectors have. */
  static SweepSlopes ofLabels(List<CellStatistics> statistics) {
    return of(
        statistics.stream()
            .map(
                one ->
                    new CellSlope(
                        one.dataset(),
                        one.cell().layer(),
                        new Where(one.cell().site(), one.cell().positions()),
                        one.slope()))
            .toList());
  }

  /** By positions and then by site. */
  public Map<Where, SlopesAcrossDatasets> all() {
    return slopes;
  }

  /** The label vector's cells at a data set's best layers. */
  List<CellKey> best(String dataset) {
    return slopes.entrySet().stream()
        .map(
            entry ->
                CellKey.label(
                    entry.getValue().bestLayers().get(dataset),
                    entry.getKey().site(),
                    entry.getKey().positions()))
        .toList();
  }
}
