package io.stratalens.workers.batch;

/**
 * One row of a decoding step.
 *
 * @param promptId the prompt's number in its run
 * @param tokenId the token to read
 * @param position where it stands, from 0; the row's cache slot holds those before it
 */
public record StepRow(long promptId, int tokenId, int position) {
  /** Requires a position after a prompt's first. */
  public StepRow {
    if (position < 1) {
      throw new IllegalArgumentException("a step follows a prompt: position " + position);
    }
  }
}
