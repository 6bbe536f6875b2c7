package io.stratalens.workers.labels;

import java.io.Serializable;

/**
 * A prompt and the two tokens that may follow it. Both labelled texts have the prompt's ids and
 * then the one label, so the label's position is {@code ids.length}.
 *
 * @param sample the row's place in the data set, from 0
 * @param source file and row, such as {@code mood.jsonl:4}
 * @param text the prompt
 * @param ids its token ids, special tokens included; at least one
 * @param matchingText the label that matches the behaviour
 * @param matchingLabel its token id
 * @param otherText the other label
 * @param otherLabel its token id, another one
 */
@SuppressWarnings("ArrayRecordComponent") // Plain data, never compared.
public record LabelledPrompt(
    int sample,
    String source,
    String text,
    int[] ids,
    String matchingText,
    int matchingLabel,
    String otherText,
    int otherLabel)
    implements Serializable {}
