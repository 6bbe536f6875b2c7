package io.stratalens.jobs.bench;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.pipeline.PipelinePlan;

/**
 * One thing that is measured: a shape and the work it is given.
 *
 * @param tokens of each prompt
 * @param batch prompts of a microbatch
 * @param stages that the layers are divided among
 * @param microbatches that are read at once
 */
record GrowthPoint(GrowthShape shape, int tokens, int batch, int stages, int microbatches) {
  /** New tokens that are read behind a prompt, one by one. */
  static final int STEPS = 16;

  /** Refuses what cannot be read, or divided. */
  GrowthPoint {
    ModelConfig config = shape.config();
    if (tokens + STEPS > config.context()) {
      throw StratalensException.invalid(
          "Cannot measure prompts of %d tokens because the model reads %d at most, %d new ones"
              + " among them. Choose shorter prompts.",
          tokens, config.context(), STEPS);
    }
    PipelinePlan.balanced(config, stages);
  }

  GrowthPoint withShape(GrowthShape grown) {
    return new GrowthPoint(grown, tokens, batch, stages, microbatches);
  }
}
