package io.stratalens.workers.engine;

import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What an unsteered reading keeps so that branches can begin at some places. */
public final class BranchPoints {
  private final List<LayerSite> points;

  /** The points for branches at these places. */
  public BranchPoints(List<LayerSite> places) {
    this.points =
        places.stream().flatMap(place -> Stream.of(stream(place), place)).distinct().toList();
  }

  /** Each place, and the residual stream before it where the place is not the stream itself. */
  public List<LayerSite> points() {
    return points;
  }

  /** The slot of each site of each layer of a stage, -1 where nothing is kept. */
  int[] slots(StageSlice slice) {
    int[] slots = new int[slice.sites()];
    Arrays.fill(slots, -1);
    for (int slot = 0; slot < points.size(); slot++) {
      if (slice.holds(points.get(slot).layer())) {
        slots[slice.index(points.get(slot))] = slot;
      }
    }
    return slots;
  }

  private static LayerSite stream(LayerSite place) {
    Site stream =
        switch (place.site()) {
          case RESID_PRE, LN1_OUT, ATTN_OUT -> Site.RESID_PRE;
          case RESID_MID, LN2_OUT, MLP_OUT -> Site.RESID_MID;
          case RESID_POST -> Site.RESID_POST;
        };
    return new LayerSite(place.layer(), stream);
  }
}
