package io.stratalens.workers.cluster;

import io.stratalens.workers.engine.StageSlice;
import java.io.Serializable;

/**
 * A stage that failed.
 *
 * @param stage its number, from 0
 * @param slice its layers
 * @param place where it was, such as {@code executor 3}
 * @param cause in a sentence's words
 * @param ofLink whether it only failed because a neighbour went away
 */
public record StageFailure(int stage, StageSlice slice, String place, String cause, boolean ofLink)
    implements Serializable {
  /** For people. */
  public String sentence() {
    return "stage %d (layers %d-%d) on %s failed: %s"
        .formatted(stage, slice.first(), slice.end() - 1, place, cause);
  }
}
