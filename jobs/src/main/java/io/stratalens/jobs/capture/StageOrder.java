package io.stratalens.jobs.capture;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.pipeline.PipelinePlan;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a model is to be spread.
 *
 * @param stages contiguous stages; empty keeps the model whole in every process
 * @param replicas pipelines; empty takes as many as there are devices for
 */
public record StageOrder(OptionalInt stages, OptionalInt replicas) {
  /** The model whole in every process. */
  public static final StageOrder WHOLE = new StageOrder(OptionalInt.empty(), OptionalInt.empty());

  /** Refuses replicas of nothing. */
  public StageOrder {
    if (replicas.isPresent() && stages.isEmpty()) {
      throw StratalensException.invalid(
          "Cannot use --replicas because there is no pipeline to repeat: %d. Add --stages.",
          replicas.getAsInt());
    }
  }

  /** How a model is split; empty where it stays whole. More stages than layers are refused. */
  Optional<PipelinePlan> plan(ModelConfig config) {
    return stages.isPresent()
        ? Optional.of(PipelinePlan.balanced(config, stages.getAsInt()))
        : Optional.empty();
  }
}
