package io.stratalens.jobs.sweep;

import static java.util.Objects.requireNonNull;

import io.stratalens.jobs.capture.StageOrder;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.labels.BadRows;
import io.stratalens.workers.location.ModelLocation;

/**
 * A sweep as it is asked for.
 *
 * @param model the plan's, found
 * @param badRows what is done about rows that cannot be swept
 * @param exhaustive whether every cell is a forward pass of its own, to check the other way
 * @param chunkPrompts test rows that are committed together, at least 1
 * @param batchTokens padded tokens of a microbatch at most, at least 1
 * @param stages how the model is spread, which the rows do not tell
 */
public record SweepOrder(
    SweepPlan plan,
    ModelLocation model,
    BadRows badRows,
    boolean exhaustive,
    int chunkPrompts,
    int batchTokens,
    StageOrder stages) {
  /** Refuses sizes below 1. */
  public SweepOrder {
    requireNonNull(plan, "plan");
    requireNonNull(model, "model");
    requireNonNull(badRows, "badRows");
    requireNonNull(stages, "stages");
    if (chunkPrompts < 1 || batchTokens < 1) {
      throw StratalensException.invalid(
          "Cannot sweep because test rows of a chunk and tokens of a batch are at least 1: %d and"
              + " %d.",
          chunkPrompts, batchTokens);
    }
  }
}
