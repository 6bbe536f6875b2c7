package io.stratalens.workers.capture;

import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.StepRow;
import io.stratalens.workers.batch.TokenRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A position of a prompt.
 *
 * @param promptId the prompt
 * @param position from 0
 * @param tokenId the token read there
 * @param nextId the token that follows it in the prompt or was generated after it, or {@link #NONE}
 */
public record RowKey(long promptId, int position, int tokenId, int nextId) {
  /** Stands for a token that is not there. */
  public static final int NONE = -1;

  /** The keys of a batch's positions, in the order in which the engine keeps their vectors. */
  public static List<RowKey> of(Microbatch batch, List<int[]> positions) {
    int[] none = new int[batch.rows().size()];
    Arrays.fill(none, NONE);
    return of(batch, positions, none);
  }

  /**
   * The same where something follows the prompts.
   *
   * @param following for each row the token after the prompt's last
   */
  public static List<RowKey> of(Microbatch batch, List<int[]> positions, int[] following) {
    List<RowKey> keys = new ArrayList<>();
    for (int row = 0; row < positions.size(); row++) {
      TokenRow prompt = batch.rows().get(row);
      int[] ids = prompt.ids();
      for (int position : positions.get(row)) {
        int next = position + 1 < ids.length ? ids[position + 1] : following[row];
        keys.add(new RowKey(prompt.promptId(), position, ids[position], next));
      }
    }
    return keys;
  }

  /**
   * The keys of a step's rows.
   *
   * @param positions for each row its position, or none where it is not kept
   * @param following for each row the token that was chosen after it
   */
  public static List<RowKey> of(List<StepRow> rows, List<int[]> positions, int[] following) {
    return IntStream.range(0, rows.size())
        .filter(row -> positions.get(row).length > 0)
        .mapToObj(row -> of(rows.get(row), following[row]))
        .toList();
  }

  private static RowKey of(StepRow row, int following) {
    return new RowKey(row.promptId(), row.position(), row.tokenId(), following);
  }
}
