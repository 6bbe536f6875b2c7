package io.stratalens.jobs.prompts;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.checkpoint.ContentHash;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * What the prompts of a run amount to; sums of it may be made in any order.
 *
 * @param prompts how many there are
 * @param tokens how many tokens they have together
 * @param longest the most tokens of one
 * @param high the upper half of the fingerprint
 * @param low its lower half
 * @param refused how many prompts have a problem
 * @param firstRefused the least prompt_id among those
 * @param problem that prompt's problem; null where there is none
 */
record PromptSummary(
    long prompts,
    long tokens,
    int longest,
    long high,
    long low,
    long refused,
    long firstRefused,
    String problem)
    implements Serializable {

  static final PromptSummary NONE = new PromptSummary(0, 0, 0, 0, 0, 0, Long.MAX_VALUE, null);

  static PromptSummary of(CheckedPrompt checked) {
    if (checked.problem() != null) {
      return new PromptSummary(0, 0, 0, 0, 0, 1, checked.promptId(), checked.problem());
    }
    return of(checked.prompt());
  }

  static PromptSummary of(TokenisedPrompt prompt) {
    int[] ids = prompt.ids();
    // The id is hashed with its tokens, so that two prompts that change places are another input.
    ByteBuffer content = ByteBuffer.allocate(Long.BYTES + Integer.BYTES * ids.length);
    content.putLong(prompt.promptId());
    content.asIntBuffer().put(ids);
    ByteBuffer hash = ByteBuffer.wrap(ContentHash.sha256().digest(content.array()));
    return new PromptSummary(
        1, ids.length, ids.length, hash.getLong(), hash.getLong(), 0, Long.MAX_VALUE, null);
  }

  PromptSummary plus(PromptSummary other) {
    PromptSummary first = firstRefused <= other.firstRefused ? this : other;
    return new PromptSummary(
        prompts + other.prompts,
        tokens + other.tokens,
        Math.max(longest, other.longest),
        high + other.high,
        low + other.low,
        refused + other.refused,
        first.firstRefused,
        first.problem);
  }

  /** A sum over prompts of 128 bits of the SHA-256 of (prompt_id, ids), in hexadecimal. */
  String fingerprint() {
    return String.format(Locale.ROOT, "%016x%016x", high, low);
  }

  /** Refuses the run when a prompt has a problem: by the first one, and how many more there are. */
  PromptSummary requireSound() {
    if (refused == 0) {
      return this;
    }
    long more = refused - 1;
    throw StratalensException.invalid(
        "%s%s",
        more == 0 ? problem : problem.substring(0, problem.length() - 1),
        more == 0
            ? ""
            : "; "
                + more
                + (more == 1 ? " more prompt is" : " more prompts are")
                + " refused too.");
  }
}
