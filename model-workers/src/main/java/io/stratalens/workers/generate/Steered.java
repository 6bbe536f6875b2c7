package io.stratalens.workers.generate;

import io.stratalens.workers.selection.PositionSelection;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.steering.Intervention;
import io.stratalens.workers.steering.Operation;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * An intervention on prompts and what is generated from them.
 *
 * @param layer the layer, from 0
 * @param site where in the layer
 * @param operation the formula
 * @param amount the formula's m
 * @param vector the formula's v, of the model's width
 * @param positions of each sequence where it applies
 * @param prompts the prompts that it is for; empty for all
 */
public record Steered(
    int layer,
    Site site,
    Operation operation,
    double amount,
    float[] vector,
    PositionSelection positions,
    List<Long> prompts)
    implements Serializable {
  /** Requires every part. */
  public Steered {
    Objects.requireNonNull(site, "site");
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(positions, "positions");
    vector = vector.clone();
    prompts = List.copyOf(prompts);
  }

  boolean isFor(long promptId) {
    return prompts.isEmpty() || prompts.contains(promptId);
  }

  /** Where it applies to a prompt that is only read. */
  public int[] positionsIn(long promptId, int tokens) {
    return isFor(promptId)
        ? positions.resolve("prompt " + promptId, tokens, OptionalInt.empty(), 0)
        : new int[0];
  }

  /** The intervention of one pass, at positions of its rows. */
  public Intervention at(List<int[]> rows) {
    return new Intervention(layer, site, operation, amount, vector, rows);
  }
}
