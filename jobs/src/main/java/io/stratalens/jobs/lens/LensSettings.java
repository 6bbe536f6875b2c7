package io.stratalens.jobs.lens;

import io.stratalens.workers.lens.LensSpec;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What every task of a deferred lens is told.
 *
 * @param points the stored sites, whether or not the lens reads them
 * @param layers layers of the model
 * @param generated whether the run generated from its prompts
 */
record LensSettings(
    String runId,
    String modelFolder,
    String modelHash,
    List<LayerSite> points,
    int layers,
    LensSpec spec,
    boolean generated)
    implements Serializable {
  LensSettings {
    points = List.copyOf(points);
  }

  /** The slots that the lens reads. */
  int[] scored() {
    return IntStream.range(0, points.size())
        .filter(slot -> points.get(slot).site().readableByLens())
        .toArray();
  }

  /** What these slots are. */
  List<LayerSite> read() {
    return points.stream().filter(point -> point.site().readableByLens()).toList();
  }

  /** The slot of the last layer's resid_post, or -1 where it was not captured. */
  int finalSlot() {
    return points.indexOf(new LayerSite(layers - 1, Site.RESID_POST));
  }
}
