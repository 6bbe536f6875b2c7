package io.stratalens.workers.generate;

import java.util.Optional;

/**
 * A finished generation.
 *
 * @param promptId the prompt
 * @param ids every sampled token, the one that ended it included
 * @param text what they say, up to a stop token or a stop string; empty without a tokenizer
 * @param reason why it ended
 * @param applied for each intervention how many of the positions read it changed
 * @param seconds from the pass that read the prompt to the last token
 */
public record Generated(
    long promptId,
    int[] ids,
    Optional<String> text,
    FinishReason reason,
    long[] applied,
    double seconds) {
  /** Copies the arrays. */
  public Generated {
    ids = ids.clone();
    applied = applied.clone();
  }
}
