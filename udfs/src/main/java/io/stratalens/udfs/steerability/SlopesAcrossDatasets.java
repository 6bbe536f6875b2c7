package io.stratalens.udfs.steerability;

import io.stratalens.udfs.error.StratalensException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Mean slopes over data sets at one site and choice of positions: every data set counts the same.
 *
 * @param byLayer the mean slope at each layer
 * @param bestLayers each data set's best layer: that of its largest slope, the lowest of equal ones
 * @param atBest the mean over data sets of the slope at their best layers
 */
public record SlopesAcrossDatasets(
    SortedMap<Integer, Double> byLayer, SortedMap<String, Integer> bestLayers, double atBest) {

  /** The slope of one data set at one layer. */
  public record LayerSlope(String dataset, int layer, double slope) {}

  /** Takes slopes of every data set at every layer; refused when one is missing or comes twice. */
  public static SlopesAcrossDatasets of(List<LayerSlope> slopes) {
    SortedMap<String, List<LayerSlope>> byDataset =
        slopes.stream()
            .collect(Collectors.groupingBy(LayerSlope::dataset, TreeMap::new, Collectors.toList()));
    SortedMap<Integer, Double> byLayer =
        slopes.stream()
            .collect(
                Collectors.groupingBy(
                    LayerSlope::layer,
                    TreeMap::new,
                    Collectors.averagingDouble(LayerSlope::slope)));
    byDataset.forEach((dataset, rows) -> requireOnce(dataset, rows, byLayer));
    SortedMap<String, Integer> bestLayers = new TreeMap<>();
    double sum = 0;
    for (Map.Entry<String, List<LayerSlope>> rows : byDataset.entrySet()) {
      LayerSlope best = best(rows.getValue());
      bestLayers.put(rows.getKey(), best.layer());
      sum += best.slope();
    }
    if (byDataset.isEmpty()) {
      throw StratalensException.invalid(
          "Cannot average slopes over data sets because there are none: 0. Give one at least.");
    }
    return new SlopesAcrossDatasets(byLayer, bestLayers, sum / byDataset.size());
  }

  private static LayerSlope best(List<LayerSlope> rows) {
    return rows.stream()
        .max(
            Comparator.comparingDouble(LayerSlope::slope)
                .thenComparing(LayerSlope::layer, Comparator.reverseOrder()))
        .orElseThrow();
  }

  private static void requireOnce(
      String dataset, List<LayerSlope> rows, SortedMap<Integer, Double> layers) {
    Map<Integer, Long> counts =
        rows.stream().collect(Collectors.groupingBy(LayerSlope::layer, Collectors.counting()));
    for (int layer : layers.keySet()) {
      long count = counts.getOrDefault(layer, 0L);
      if (count != 1) {
        throw StratalensException.invalid(
            "Cannot average slopes over data sets because %s has not one slope at layer %d: %d."
                + " Sweep every data set over the same layers.",
            dataset, layer, count);
      }
    }
  }
}
