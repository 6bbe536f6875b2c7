package io.stratalens.jobs.plan;

import io.stratalens.jobs.prompts.PromptSource;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.location.ModelLocation;
import io.stratalens.workers.selection.LayerSelection;
import io.stratalens.workers.selection.PositionSelection;
import io.stratalens.workers.selection.Site;
import java.util.List;
import java.util.Optional;

/**
 * What to size: exactly one of {@code model} and {@code shape}, cut into so many stages.
 *
 * @param caches the rows that a generation has in progress; empty where prompts are only read
 */
public record PlanOrder(
    Optional<ModelLocation> model,
    Optional<String> shape,
    Optional<PromptSource> prompts,
    LayerSelection layers,
    List<Site> sites,
    PositionSelection positions,
    Optional<VectorType> dtype,
    int stages,
    PlanDevices devices,
    Optional<PlannedCaches> caches) {
  /** Requires one model, and a tokenizer's model where there are prompts. */
  public PlanOrder {
    sites = List.copyOf(sites);
    if (model.isPresent() == shape.isPresent()) {
      throw StratalensException.invalid(
          "Cannot plan because exactly one of --model and --shape is needed.");
    }
    if (prompts.isPresent() && model.isEmpty()) {
      throw StratalensException.invalid(
          "Cannot count the positions of prompts because a shape has no tokenizer: --shape %s."
              + " Give --model.",
          shape.orElseThrow());
    }
  }
}
