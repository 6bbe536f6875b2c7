package io.stratalens.jobs.capture;

/**
 * How much there is to a chunk.
 *
 * @param firstPrompt its first prompt
 * @param prompts how many prompts
 * @param tokens their tokens
 */
public record ChunkSize(long firstPrompt, long prompts, long tokens) {}
