package io.stratalens.workers.capture;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.selection.Site;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What one forward pass keeps: every site of every layer at the same positions.
 *
 * @param layers layers, ascending
 * @param sites sites, in the order of a layer
 * @param positions for each row of the batch its positions, ascending
 * @param type how values are kept
 */
public record CaptureRequest(
    int[] layers, List<Site> sites, List<int[]> positions, VectorType type) {
  /** Copies what it is given. */
  public CaptureRequest {
    layers = layers.clone();
    sites = List.copyOf(sites);
    positions = List.copyOf(positions);
  }

  /** Keeps nothing of a batch of {@code rows} rows. */
  public static CaptureRequest nothing(int rows) {
    return new CaptureRequest(
        new int[0], List.of(), Collections.nCopies(rows, new int[0]), VectorType.F32);
  }

  /** Layers times sites. */
  public int slots() {
    return layers.length * sites.size();
  }

  /** Positions of all rows together. */
  public int rows() {
    return positions.stream().mapToInt(row -> row.length).sum();
  }

  /** The slot of a layer and site, or -1 where it is not kept. */
  public int slot(int layer, Site site) {
    int at = Arrays.binarySearch(layers, layer);
    int place = sites.indexOf(site);
    return at < 0 || place < 0 ? -1 : at * sites.size() + place;
  }

  /** The layer of a slot. */
  public int layer(int slot) {
    return layers[slot / sites.size()];
  }

  /** The site of a slot. */
  public Site site(int slot) {
    return sites.get(slot % sites.size());
  }
}
