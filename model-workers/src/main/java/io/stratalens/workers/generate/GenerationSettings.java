package io.stratalens.workers.generate;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.PositionSelection;
import java.util.List;
import java.util.Objects;

/**
 * What a generation does with all its prompts.
 *
 * @param microbatches how many take turns, at least 1; fewer than stages leave stages idle
 * @param slots rows of a microbatch in progress at a time, at least 1
 * @param maxNewTokens tokens sampled for a prompt at most, at least 1
 * @param batchTokens padded tokens of prompts that one pass reads
 * @param points the sites of layers to keep; empty for none
 * @param positions the positions to keep
 * @param type how values are kept
 * @param stop what ends a row
 * @param steering in the order of application
 */
public record GenerationSettings(
    int microbatches,
    int slots,
    int maxNewTokens,
    int batchTokens,
    List<LayerSite> points,
    PositionSelection positions,
    VectorType type,
    StopRules stop,
    List<Steered> steering) {
  /** Refuses numbers below 1. */
  public GenerationSettings {
    points = List.copyOf(points);
    steering = List.copyOf(steering);
    Objects.requireNonNull(positions, "positions");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(stop, "stop");
    atLeastOne(microbatches, "the microbatches");
    atLeastOne(slots, "the rows in progress");
    atLeastOne(maxNewTokens, "the new tokens");
    atLeastOne(batchTokens, "the tokens of a pass");
  }

  private static void atLeastOne(int value, String what) {
    if (value < 1) {
      throw StratalensException.invalid(
          "Cannot generate because %s are fewer than one: %d. Ask for at least 1.", what, value);
    }
  }
}
