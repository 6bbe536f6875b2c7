package io.stratalens.workers.engine;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What one forward pass keeps: some sites of some layers, all at the same positions.
 *
 * @param points the sites; a point's place in the list is its slot
 * @param positions for each row of the batch its positions, ascending
 * @param type how values are kept
 */
public record KeepRequest(List<LayerSite> points, List<int[]> positions, VectorType type) {
  /** Copies what it is given. */
  public KeepRequest {
    points = List.copyOf(points);
    positions = List.copyOf(positions);
  }

  /** Every one of these sites in every one of these layers, layer by layer. */
  public KeepRequest(int[] layers, List<Site> sites, List<int[]> positions, VectorType type) {
    this(points(layers, sites), positions, type);
  }

  /** Keeps nothing of a batch of {@code rows} rows. */
  public static KeepRequest nothing(int rows) {
    return new KeepRequest(List.of(), Collections.nCopies(rows, new int[0]), VectorType.F32);
  }

  /** Every one of these sites in every one of these layers, layer by layer. */
  public static List<LayerSite> points(int[] layers, List<Site> sites) {
    return Arrays.stream(layers)
        .boxed()
        .flatMap(layer -> sites.stream().map(site -> new LayerSite(layer, site)))
        .toList();
  }

  /** How many sites of layers are kept. */
  public int slots() {
    return points.size();
  }

  /** Positions of all rows together. */
  public int rows() {
    return positions.stream().mapToInt(row -> row.length).sum();
  }

  /** The slot of a layer and site, or -1 where it is not kept. */
  public int slot(int layer, Site site) {
    return points.indexOf(new LayerSite(layer, site));
  }
}
