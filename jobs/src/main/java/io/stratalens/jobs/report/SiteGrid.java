package io.stratalens.jobs.report;

import io.stratalens.udfs.error.StratalensException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The cells of one site of one prompt, laid out by layer and then position; holes are null. */
final class SiteGrid {
  private final String site;
  private final TreeSet<Integer> layers = new TreeSet<>();
  private final TreeMap<Integer, Integer> tokenIds = new TreeMap<>();
  private final Map<Place, LensCell> cells = new LinkedHashMap<>();

  private SiteGrid(String site) {
    this.site = site;
  }

  /** One grid per site, in the order in which the sites first appear. */
  static Collection<SiteGrid> of(PromptLens lens) {
    Map<String, SiteGrid> grids = new LinkedHashMap<>();
    for (LensCell cell : lens.cells()) {
      grids.computeIfAbsent(cell.site(), SiteGrid::new).add(lens.prompt().promptId(), cell);
    }
    return grids.values();
  }

  private void add(String promptId, LensCell cell) {
    layers.add(cell.layer());
    Integer known = tokenIds.putIfAbsent(cell.position(), cell.tokenId());
    if (known != null && known != cell.tokenId()) {
      throw StratalensException.failed(
          null,
          "Cannot report on prompt %s because its lens rows name two tokens at position %d: %d, %d."
              + " Compute the lens of this run again.",
          promptId,
          cell.position(),
          known,
          cell.tokenId());
    }
    if (cells.put(new Place(cell.layer(), cell.position()), cell) != null) {
      throw StratalensException.failed(
          null,
          "Cannot report on prompt %s because its lens has two rows at layer %d, site %s,"
              + " position %d. Compute the lens of this run again.",
          promptId,
          cell.layer(),
          site,
          cell.position());
    }
  }

  String site() {
    return site;
  }

  Collection<Integer> layers() {
    return layers;
  }

  Collection<Integer> positions() {
    return tokenIds.keySet();
  }

  Map<Integer, Integer> tokenIds() {
    return tokenIds;
  }

  /** layers x positions cells, layer by layer. */
  List<LensCell> cells() {
    List<LensCell> ordered = new ArrayList<>(layers.size() * tokenIds.size());
    for (int layer : layers) {
      for (int position : tokenIds.keySet()) {
        ordered.add(cells.get(new Place(layer, position)));
      }
    }
    return ordered;
  }

  private record Place(int layer, int position) {}
}
