package io.stratalens.workers.tokens;

/**
 * The tokens of a text and where they came from.
 *
 * @param ids token ids, special tokens included
 * @param starts index of each token's first char in the text; -1 for a token that is not from it
 * @param ends index behind each token's last char; -1 likewise. Tokens that hold bytes of one
 *     character share its range
 */
@SuppressWarnings("ArrayRecordComponent") // Plain data, never compared.
public record Encoding(int[] ids, int[] starts, int[] ends) {}
