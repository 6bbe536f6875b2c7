package io.stratalens.jobs.runs;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.generate.StopRules;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.sampling.Sampling;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What is generated from every prompt.
 *
 * @param maxNewTokens tokens sampled at most, at least 1
 * @param sampling how they are chosen
 * @param stop texts that end a generation
 * @param stopIds tokens that end it, ascending
 * @param rows prompts of a microbatch in progress at a time
 * @param microbatches how many are in progress, each in its turn; which prompts share passes, and
 *     so the last bits of a vector, follow from it
 * @param steering the interventions in the order of application, as SteeringOrder writes them
 */
public record GenerationSpec(
    int maxNewTokens,
    Sampling sampling,
    List<String> stop,
    List<Integer> stopIds,
    int rows,
    int microbatches,
    List<String> steering)
    implements Serializable {
  /** Refuses numbers below 1. */
  public GenerationSpec {
    stop = List.copyOf(stop);
    // Stored runs of before there were several have one, and of before there was steering none.
    microbatches = microbatches == 0 ? 1 : microbatches;
    steering = steering == null ? List.of() : List.copyOf(steering);
    stopIds = stopIds.stream().distinct().sorted().toList();
    if (maxNewTokens < 1 || rows < 1 || microbatches < 1) {
      throw StratalensException.invalid(
          "Cannot generate because new tokens, rows in progress and microbatches are at least 1: %d,"
              + " %d and %d.",
          maxNewTokens, rows, microbatches);
    }
  }

  /** A generation that nothing steers. */
  public GenerationSpec(
      int maxNewTokens,
      Sampling sampling,
      List<String> stop,
      List<Integer> stopIds,
      int rows,
      int microbatches) {
    this(maxNewTokens, sampling, stop, stopIds, rows, microbatches, List.of());
  }

  /**
   * The same with the model's own end-of-sequence tokens among those that end it, so that a run
   * goes on as it began whatever generation_config.json says by then.
   */
  public GenerationSpec endingAsThe(ModelConfig config) {
    List<Integer> all = new ArrayList<>(stopIds);
    // Published checkpoints name tokens that the model has no row for: they are never generated.
    config.endOfSequence().stream()
        .filter(id -> id < config.vocabulary())
        .forEach(id -> all.add(Math.toIntExact(id)));
    return new GenerationSpec(maxNewTokens, sampling, stop, all, rows, microbatches, steering);
  }

  /** The same, steered. */
  public GenerationSpec steeredBy(List<String> interventions) {
    return new GenerationSpec(
        maxNewTokens, sampling, stop, stopIds, rows, microbatches, interventions);
  }

  /** What ends a generation of this model; an id that the model lacks is refused. */
  public StopRules stopRules(ModelConfig config) {
    return StopRules.of(config, stopIds, stop);
  }
}
