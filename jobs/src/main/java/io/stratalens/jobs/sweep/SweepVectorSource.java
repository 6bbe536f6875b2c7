package io.stratalens.jobs.sweep;

import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.vectors.LabelVectors;
import io.stratalens.jobs.vectors.SteeringVectors;
import io.stratalens.jobs.vectors.VectorsOrder;
import io.stratalens.workers.selection.LayerSite;
import java.util.HashMap;
import java.util.Map;

/** The label vectors of a sweep, made where the tables lack them. */
final class SweepVectorSource {
  private final LabelVectors vectors;
  private final SweepOrder order;
  private final ModelFacts model;

  SweepVectorSource(LabelVectors vectors, SweepOrder order, ModelFacts model) {
    this.vectors = vectors;
    this.order = order;
    this.model = model;
  }

  /** A data set's vectors at the plan's sites and layers. */
  Map<LayerSite, float[]> of(SweptDataset dataset) {
    SteeringVectors found =
        vectors.ensure(
            new VectorsOrder(
                model,
                dataset.pairs(),
                order.plan().sites(),
                order.plan().layers(),
                order.plan().method(),
                order.batchTokens(),
                order.stages()));
    Map<LayerSite, float[]> values = new HashMap<>();
    found.points().forEach(point -> values.put(point, found.of(point).vector()));
    return values;
  }
}
