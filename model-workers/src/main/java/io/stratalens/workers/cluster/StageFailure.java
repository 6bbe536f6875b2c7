package io.stratalens.workers.cluster;

import io.stratalens.udfs.error.ErrorCategory;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.engine.StageSlice;
import java.io.Serializable;

/**
 * A stage that failed.
 *
 * @param stage its number, from 0
 * @param slice its layers
 * @param place where it was, such as {@code executor 3}
 * @param cause in a sentence's words
 * @param category whether the input is wrong, so that a replay fails the same way
 * @param ofLink whether it only failed because a neighbour went away
 */
public record StageFailure(
    int stage, StageSlice slice, String place, String cause, ErrorCategory category, boolean ofLink)
    implements Serializable {
  /** The failure of a stage that threw. */
  public static StageFailure of(
      int stage, StageSlice slice, String place, Throwable thrown, boolean ofLink) {
    ErrorCategory category =
        thrown instanceof StratalensException known ? known.category() : ErrorCategory.FAILED;
    String cause = String.valueOf(thrown.getMessage());
    return new StageFailure(stage, slice, place, cause, category, ofLink);
  }

  /** For people. */
  public String sentence() {
    return "stage %d (layers %d-%d) on %s failed: %s"
        .formatted(stage, slice.first(), slice.end() - 1, place, cause);
  }
}
