package io.stratalens.workers.engine;

import io.stratalens.workers.selection.LayerSite;
import java.util.Objects;

/**
 * A forward that differs from the unsteered one in what is added at one site.
 *
 * @param place where it begins
 * @param change what is added there, of the model's width
 */
@SuppressWarnings("ArrayRecordComponent") // Made for one call; a copy would cost a pass.
public record Branch(LayerSite place, float[] change) {
  /** Requires both. */
  public Branch {
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(change, "change");
  }
}
