package io.stratalens.jobs.vectors;

import io.stratalens.jobs.capture.StageOrder;
import io.stratalens.jobs.prompts.PairPrompts;
import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.udfs.steering.SteeringMethod;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.selection.LayerSelection;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.SiteSelection;
import java.util.List;
import java.util.Objects;

/**
 * Which vectors are wanted: one for every site of every layer.
 *
 * @param pairs the pairs that make them
 * @param batchTokens padded tokens of a microbatch at most, where the pairs have to be captured
 * @param stages how the model is spread then
 */
public record VectorsOrder(
    ModelFacts model,
    PairPrompts pairs,
    SiteSelection sites,
    LayerSelection layers,
    SteeringMethod method,
    int batchTokens,
    StageOrder stages) {
  /** Requires every part. */
  public VectorsOrder {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(pairs, "pairs");
    Objects.requireNonNull(sites, "sites");
    Objects.requireNonNull(layers, "layers");
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(stages, "stages");
  }

  /** The sites of the layers, layer by layer; layers that the model lacks are refused. */
  List<LayerSite> points() {
    return KeepRequest.points(layers.resolve(model.config().layers()), sites.sites());
  }
}
