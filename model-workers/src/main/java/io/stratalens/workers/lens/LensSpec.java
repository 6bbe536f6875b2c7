package io.stratalens.workers.lens;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.capture.RowKey;
import java.util.List;

/**
 * What the lens is to tell.
 *
 * @param topK how many of the most likely tokens
 * @param targetIds the named targets; empty means the next token of the prompt
 */
public record LensSpec(int topK, List<Integer> targetIds) {
  /** Requires at least one top token. */
  public LensSpec {
    targetIds = List.copyOf(targetIds);
    if (topK < 1) {
      throw StratalensException.invalid(
          "Cannot read the lens because --top-k is less than 1: %d. Ask for at least one token.",
          topK);
    }
  }

  /** Targets of each position. */
  public int targets() {
    return Math.max(1, targetIds.size());
  }

  /** One target of a position, or {@link RowKey#NONE}. */
  public int target(RowKey row, int index) {
    return targetIds.isEmpty() ? row.nextId() : targetIds.get(index);
  }

  /** Refuses what a vocabulary of this size cannot tell. */
  public void check(int vocabulary) {
    if (topK > vocabulary) {
      throw StratalensException.invalid(
          "Cannot read the lens because the vocabulary has only %d tokens: --top-k %d.",
          vocabulary, topK);
    }
    for (int id : targetIds) {
      if (id < 0 || id >= vocabulary) {
        throw StratalensException.invalid(
            "Cannot read the lens because the vocabulary of %d tokens has no target: id:%d.",
            vocabulary, id);
      }
    }
  }
}
