package io.stratalens.workers.generate;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.engine.KeyValueCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Rows in progress that share passes, each in a slot of one cache. Which row is where follows from
 * the prompts and from the tokens that were chosen, so that every stage knows it by itself.
 */
final class RunningMicrobatch implements AutoCloseable {
  private final int number;
  private final KeyValueCache cache;
  private final RunningRow[] rows;
  private int passes;
  private Optional<RowPass> underWay = Optional.empty();

  /**
   * @param cache of this stage; closed with this
   */
  RunningMicrobatch(int number, KeyValueCache cache) {
    this.number = number;
    this.cache = cache;
    this.rows = new RunningRow[cache.slots()];
  }

  int number() {
    return number;
  }

  KeyValueCache cache() {
    return cache;
  }

  /** How many passes there were. */
  int passes() {
    return passes;
  }

  /** Adds the tokens that the last pass led to; whoever ends leaves its slot. */
  void take(List<Integer> tokens, Consumer<Generated> ended) {
    List<RunningRow> going = underWay.map(RowPass::rows).orElse(List.of());
    if (tokens.size() != going.size()) {
      throw StratalensException.failed(
          null,
          "Cannot go on with microbatch %d because a stage chose tokens for %d rows instead of %d",
          number,
          tokens.size(),
          going.size());
    }
    for (int i = 0; i < tokens.size(); i++) {
      RunningRow row = going.get(i);
      if (row.take(tokens.get(i))) {
        ended.accept(row.finished());
        rows[underWay.get().slots()[i]] = null;
      }
    }
    underWay = Optional.empty();
  }

  /** The next pass: free slots are filled while prompts wait. Empty where all rows have ended. */
  Optional<RowPass> next(Deque<RunningRow> waiting, int batchTokens) {
    int[] free = IntStream.range(0, rows.length).filter(slot -> rows[slot] == null).toArray();
    if (free.length > 0 && !waiting.isEmpty()) {
      underWay = Optional.of(joining(free, waiting, batchTokens));
    } else if (free.length < rows.length) {
      underWay = Optional.of(new StepPass(compacted()));
    }
    passes += underWay.isPresent() ? 1 : 0;
    return underWay;
  }

  private RowPass joining(int[] free, Deque<RunningRow> waiting, int batchTokens) {
    List<RunningRow> joining = new ArrayList<>();
    int longest = Microbatch.padded(waiting.getFirst().tokens().ids().length);
    while (joining.size() < free.length && !waiting.isEmpty()) {
      if (!joining.isEmpty() && (joining.size() + 1L) * longest > batchTokens) {
        break;
      }
      RunningRow row = waiting.removeFirst().begun();
      rows[free[joining.size()]] = row;
      joining.add(row);
    }
    return new PromptPass(joining, Arrays.copyOf(free, joining.size()));
  }

  /** The rows that go on, moved to the first slots. */
  private List<RunningRow> compacted() {
    int running = 0;
    for (int slot = 0; slot < rows.length; slot++) {
      if (rows[slot] != null && slot != running) {
        cache.move(slot, running);
        rows[running] = rows[slot];
        rows[slot] = null;
      }
      running += rows[running] == null ? 0 : 1;
    }
    return List.of(Arrays.copyOf(rows, running));
  }

  @Override
  public void close() {
    cache.close();
  }
}
