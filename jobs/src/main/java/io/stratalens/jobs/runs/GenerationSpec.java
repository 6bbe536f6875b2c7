package io.stratalens.jobs.runs;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.generate.StopRules;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.sampling.Sampling;
import java.io.Serializable;
import java.util.List;

/**
 * What is generated from every prompt.
 *
 * @param maxNewTokens tokens sampled at most, at least 1
 * @param sampling how they are chosen
 * @param stop texts that end a generation
 * @param stopIds tokens that end it, beside the model's own
 * @param ignoreEnd whether the model's end-of-sequence tokens end nothing
 * @param rows prompts in progress at a time
 */
public record GenerationSpec(
    int maxNewTokens,
    Sampling sampling,
    List<String> stop,
    List<Integer> stopIds,
    boolean ignoreEnd,
    int rows)
    implements Serializable {
  /** Refuses numbers below 1. */
  public GenerationSpec {
    stop = List.copyOf(stop);
    stopIds = List.copyOf(stopIds);
    if (maxNewTokens < 1 || rows < 1) {
      throw StratalensException.invalid(
          "Cannot generate because new tokens and rows in progress are at least 1: %d and %d.",
          maxNewTokens, rows);
    }
  }

  /** What ends a generation of this model; an id that the model lacks is refused. */
  public StopRules stopRules(ModelConfig config) {
    return ignoreEnd ? StopRules.only(config, stopIds, stop) : StopRules.of(config, stopIds, stop);
  }
}
