package io.stratalens.workers.capture;

import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import java.util.ArrayList;
import java.util.List;

/**
 * A position of a prompt.
 *
 * @param promptId the prompt
 * @param position from 0
 * @param tokenId the token read there
 * @param nextId the token that follows it in the prompt, or {@link #NONE} at the last position
 */
public record RowKey(long promptId, int position, int tokenId, int nextId) {
  /** Stands for a token that is not there. */
  public static final int NONE = -1;

  /** The keys of a batch's positions, in the order in which the engine keeps their vectors. */
  public static List<RowKey> of(Microbatch batch, List<int[]> positions) {
    List<RowKey> keys = new ArrayList<>();
    for (int row = 0; row < positions.size(); row++) {
      TokenRow prompt = batch.rows().get(row);
      int[] ids = prompt.ids();
      for (int position : positions.get(row)) {
        int next = position + 1 < ids.length ? ids[position + 1] : NONE;
        keys.add(new RowKey(prompt.promptId(), position, ids[position], next));
      }
    }
    return keys;
  }
}
