package io.stratalens.workers.sweep;

import io.stratalens.workers.selection.Site;
import java.util.Objects;

/**
 * One vector at one place: {@code m * values} is added there for each multiplier m.
 *
 * @param site where in the layer
 * @param layer the layer, from 0
 * @param positions the positions of a prompt that are changed
 * @param vector the vector's name in tables: {@code label}, or {@code random-SEED}
 * @param values of the model's width
 */
@SuppressWarnings("ArrayRecordComponent") // Plain data, never compared.
public record SweepCell(
    Site site, int layer, SweepPositions positions, String vector, float[] values) {
  /** Requires every part; a scorer checks layer and width against its model. */
  public SweepCell {
    Objects.requireNonNull(site, "site");
    Objects.requireNonNull(positions, "positions");
    Objects.requireNonNull(vector, "vector");
    Objects.requireNonNull(values, "values");
  }

  /** Whether nothing is added, whatever the multiplier: what is read unsteered is the answer. */
  boolean changesNothing() {
    for (float value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }
}
