package io.stratalens.jobs.plan;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.selection.PositionSelection;
import java.util.OptionalInt;

/** How many positions of a microbatch a selection keeps at most, whatever the prompts. */
final class KeptPositions {
  private static final int SHORTEST = Microbatch.padded(1);

  // A selection whose positions no prompt of this length has is taken to keep every position.
  private static final int LONGEST = 4096;

  private KeptPositions() {}

  /**
   * Over microbatches of equally long prompts, as many as there is room for.
   *
   * @param tokens of the microbatch, padding counted
   */
  static long most(PositionSelection positions, long tokens) {
    long most = 0;
    for (int length = SHORTEST; length <= Math.min(LONGEST, tokens); length += SHORTEST) {
      most = Math.max(most, tokens / length * count(positions, length));
    }
    return most == 0 ? tokens : most;
  }

  private static int count(PositionSelection positions, int length) {
    try {
      return positions.resolve("a prompt", length, OptionalInt.empty(), 0).length;
    } catch (StratalensException e) {
      return 0; // a prompt of this length lacks one of them and would be refused
    }
  }
}
