package io.stratalens.jobs.sweep;

import io.stratalens.workers.selection.LayerSite;
import java.util.Map;

/** Where label vectors come from. */
public interface SweepVectorSource {
  Map<LayerSite, float[]> of(SweptDataset dataset);
}
