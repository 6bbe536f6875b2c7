package io.stratalens.jobs.bench;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.model.ModelConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a benchmark runs: a checkpoint's model, or random weights of a shape where there is none.
 *
 * @param folder the checkpoint's folder
 * @param shape the shape; exactly one of both is there
 */
public record MeasuredModel(Optional<Path> folder, Optional<ModelConfig> shape) {
  private static final long SEED = 1;

  /** Refuses both and neither. */
  public MeasuredModel {
    if (folder.isPresent() == shape.isPresent()) {
      throw StratalensException.invalid(
          "Cannot run the benchmark because it takes either --model or --shape: %s.",
          folder.isPresent() ? "both" : "neither");
    }
  }

  /** The whole model; the caller closes it. */
  public StageEngine load() {
    if (folder.isEmpty()) {
      ModelConfig made = shape.orElseThrow();
      return StageEngine.random(made, StageSlice.whole(made.layers()), SEED);
    }
    ModelConfig config = ModelConfig.read(folder.get());
    try (Checkpoint checkpoint = Checkpoint.open(folder.get())) {
      return StageEngine.load(checkpoint, config, StageSlice.whole(config.layers()));
    }
  }
}
