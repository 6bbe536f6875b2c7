package io.stratalens.workers.link;

import java.nio.charset.StandardCharsets;

/**
 * Where a frame belongs: the stage that reads it, in one run, under one epoch.
 *
 * @param run the run's id, at most {@link #RUN_BYTES} bytes of UTF-8
 * @param epoch rises with every replay; frames of another epoch are refused
 * @param stage the stage that receives
 */
public record LinkKey(String run, int epoch, int stage) {
  /** The longest run id, in bytes of UTF-8. */
  public static final int RUN_BYTES = 255;

  /** Refuses what cannot name a link. */
  public LinkKey {
    if (run.isBlank() || run.getBytes(StandardCharsets.UTF_8).length > RUN_BYTES) {
      throw new IllegalArgumentException("a run id has 1 to " + RUN_BYTES + " bytes: " + run);
    }
    if (epoch < 0 || stage < 0) {
      throw new IllegalArgumentException(
          "epoch and stage are at least 0: epoch " + epoch + ", stage " + stage);
    }
  }

  @Override
  public String toString() {
    return "stage " + stage + " of run " + run + " in epoch " + epoch;
  }
}
