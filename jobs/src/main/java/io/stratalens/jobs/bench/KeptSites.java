package io.stratalens.jobs.bench;

import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.util.List;
import java.util.stream.IntStream;

/** How much of every position a measured capture keeps. */
enum KeptSites {
  NOTHING("nothing"),
  ONE_LAYER("1 layer, 1 site"),
  ONE_SITE("all layers, 1 site"),
  THREE_SITES("all layers, 3 sites");

  private static final List<Site> SITES = List.of(Site.ATTN_OUT, Site.MLP_OUT, Site.RESID_POST);

  private final String label;

  KeptSites(String label) {
    this.label = label;
  }

  /** For people. */
  String label() {
    return label;
  }

  /** The sites of a model of so many layers; one layer is the one in the middle. */
  List<LayerSite> points(int layers) {
    int[] all = IntStream.range(0, layers).toArray();
    List<Site> one = List.of(Site.RESID_POST);
    return switch (this) {
      case NOTHING -> List.of();
      case ONE_LAYER -> KeepRequest.points(new int[] {layers / 2}, one);
      case ONE_SITE -> KeepRequest.points(all, one);
      case THREE_SITES -> KeepRequest.points(all, SITES);
    };
  }
}
