package io.stratalens.workers.generate;

/**
 * What a generation did.
 *
 * @param promptTokens tokens of the prompts read
 * @param newTokens tokens sampled
 * @param steps decoding steps of all rows together
 * @param interventions vectors changed by steering
 */
public record GenerationCounts(long promptTokens, long newTokens, long steps, long interventions) {}
