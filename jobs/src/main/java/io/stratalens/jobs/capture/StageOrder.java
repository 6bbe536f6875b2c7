package io.stratalens.jobs.capture;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.host.HostedStage;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.pipeline.PipelinePlan;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

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

  /** Refuses what one process cannot have. */
  void checkLocal() {
    if (replicas.orElse(1) > 1) {
      throw StratalensException.invalid(
          "Cannot repeat the pipeline because local mode has one process: --replicas %d. Leave it"
              + " out, or run on a cluster.",
          replicas.getAsInt());
    }
  }

  /** Every stage in each process: where there are fewer GPUs than stages, they share. */
  public List<HostedStage> inOneProcess(ModelConfig config) {
    List<StageSlice> slices = PipelinePlan.balanced(config, stages.orElse(1)).stages();
    int devices = slices.size() == 1 ? 1 : Math.max(1, StageEngine.gpus());
    return IntStream.range(0, slices.size())
        .mapToObj(stage -> new HostedStage(slices.get(stage), stage % devices))
        .toList();
  }

  /** How a model is split; empty where it stays whole. More stages than layers are refused. */
  public Optional<PipelinePlan> plan(ModelConfig config) {
    return stages.isPresent()
        ? Optional.of(PipelinePlan.balanced(config, stages.getAsInt()))
        : Optional.empty();
  }
}
