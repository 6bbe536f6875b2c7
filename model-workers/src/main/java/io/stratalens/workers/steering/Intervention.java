package io.stratalens.workers.steering;

import io.stratalens.workers.selection.Site;
import java.util.List;
import java.util.Objects;

/**
 * One change of one site of one layer. Several at one site apply in the order listed.
 *
 * @param layer the layer, from 0
 * @param site where in the layer
 * @param operation the formula
 * @param amount the multiplier m of the formula, or the value that CLAMP sets
 * @param vector v, of the model's width
 * @param positions for each row of the batch the positions to change; empty leaves that row alone
 */
public record Intervention(
    int layer,
    Site site,
    Operation operation,
    double amount,
    float[] vector,
    List<int[]> positions) {
  /** Requires every part; the engine checks layer and width against its model. */
  public Intervention {
    Objects.requireNonNull(site, "site");
    Objects.requireNonNull(operation, "operation");
    vector = vector.clone();
    positions = List.copyOf(positions);
  }

  /** How many vectors of the batch this changes. */
  public long applications() {
    return positions.stream().mapToLong(row -> row.length).sum();
  }
}
