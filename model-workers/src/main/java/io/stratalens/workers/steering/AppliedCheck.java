package io.stratalens.workers.steering;

import io.stratalens.udfs.error.StratalensException;

/** Holds what rows tell of interventions to what the engine was given to change. */
public final class AppliedCheck {
  private AppliedCheck() {}

  /**
   * Fails the work where they differ, so that no run tells of steering that was none.
   *
   * @param told positions of rows that interventions of a stage are for
   * @param given vectors that the masks of its passes chose
   */
  public static void require(long told, long given) {
    if (told != given) {
      throw StratalensException.failed(
          null,
          "Cannot tell how often interventions applied because the rows have %d positions for them"
              + " and the engine was given: %d",
          told,
          given);
    }
  }
}
