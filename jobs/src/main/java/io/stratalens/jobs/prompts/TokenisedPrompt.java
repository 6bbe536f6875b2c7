package io.stratalens.jobs.prompts;

import io.stratalens.workers.batch.TokenRow;
import java.io.Serializable;

/**
 * A prompt as the model reads it.
 *
 * @param promptId its place in the source, from 0
 * @param text null where the source holds token ids
 * @param ids token ids, special tokens included; at least one
 * @param source file and row, such as {@code prompts.txt:4}, the first row being 1
 * @param labels null where the prompt has none; where it has, its last token is one of them
 */
@SuppressWarnings("ArrayRecordComponent") // Plain data, never compared.
public record TokenisedPrompt(
    long promptId, String text, int[] ids, String source, PromptLabels labels)
    implements Serializable {
  /** Its number and ids. */
  public TokenRow row() {
    return new TokenRow(promptId, ids);
  }
}
