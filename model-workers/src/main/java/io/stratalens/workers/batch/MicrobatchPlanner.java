package io.stratalens.workers.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Groups prompts of similar length, so that little is padding. The grouping follows from the
 * prompts and the bound alone: never from stages, threads or time.
 *
 * <p>Tokens bound what a pass computes, not what it keeps: layers x sites x kept positions x width
 * x bytes of a value, which for a large model captured whole is a hundred times its hidden state
 * and lies on the device until it is written. Whoever lacks that memory asks for fewer tokens.
 */
public final class MicrobatchPlanner {
  private MicrobatchPlanner() {}

  /**
   * Microbatches of at most {@code tokens} padded tokens each; a longer prompt is one of its own.
   */
  public static List<Microbatch> plan(List<TokenRow> prompts, int tokens) {
    List<TokenRow> sorted = new ArrayList<>(prompts);
    sorted.sort(
        Comparator.comparingInt((TokenRow row) -> -row.ids().length)
            .thenComparingLong(TokenRow::promptId));
    List<Microbatch> planned = new ArrayList<>();
    List<TokenRow> open = new ArrayList<>();
    for (TokenRow row : sorted) {
      if (!open.isEmpty()
          && (open.size() + 1L) * Microbatch.padded(open.get(0).ids().length) > tokens) {
        planned.add(new Microbatch(open));
        open = new ArrayList<>();
      }
      open.add(row);
    }
    if (!open.isEmpty()) {
      planned.add(new Microbatch(open));
    }
    return planned;
  }
}
