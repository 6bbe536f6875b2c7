package io.stratalens.workers.batch;

import java.util.Objects;

/**
 * One prompt as the model reads it.
 *
 * @param promptId the prompt's number in its run, from 0
 * @param ids its token ids, at least one
 */
public record TokenRow(long promptId, int[] ids) {
  /** Requires at least one token. */
  public TokenRow {
    Objects.requireNonNull(ids, "ids");
    if (ids.length == 0) {
      throw new IllegalArgumentException("a prompt has at least one token: " + promptId);
    }
  }
}
