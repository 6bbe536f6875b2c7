package io.stratalens.jobs.bench;

import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.engine.Tuning;
import io.stratalens.workers.model.ModelConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a benchmark of the bare engine runs: a checkpoint's model, or random weights of a shape.
 *
 * @param folder the checkpoint's, or empty
 * @param shape where there is no checkpoint
 */
public record BenchModel(Optional<Path> folder, Optional<ModelConfig> shape) {
  private static final long SEED = 1;

  /** Requires one of both. */
  public BenchModel {
    if (folder.isPresent() == shape.isPresent()) {
      throw new IllegalArgumentException("a benchmark runs a checkpoint or a shape");
    }
  }

  /** The whole model; the caller closes it. */
  public StageEngine load() {
    return load(Tuning.USUAL);
  }

  /** The whole model, to measure a choice; the caller closes it. */
  public StageEngine load(Tuning tuning) {
    if (folder.isEmpty()) {
      ModelConfig config = shape.orElseThrow();
      return StageEngine.random(config, StageSlice.whole(config.layers()), SEED, tuning);
    }
    ModelConfig config = ModelConfig.read(folder.get());
    try (Checkpoint checkpoint = Checkpoint.open(folder.get())) {
      return StageEngine.load(checkpoint, config, StageSlice.whole(config.layers()), tuning);
    }
  }
}
