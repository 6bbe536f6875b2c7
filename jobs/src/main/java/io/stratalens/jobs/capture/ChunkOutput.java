package io.stratalens.jobs.capture;

import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.jobs.prompts.TokenisedPrompt;
import java.io.Serializable;
import java.util.List;

/**
 * What one task made of a chunk.
 *
 * @param firstPrompt the chunk's first prompt
 * @param prompts how many prompts
 * @param tokens their tokens
 * @param seconds from the task's start to its last file
 * @param files what was written, one per table
 */
record ChunkOutput(
    long firstPrompt, long prompts, long tokens, double seconds, List<FileFacts> files)
    implements Serializable {
  ChunkOutput {
    files = List.copyOf(files);
  }

  static ChunkOutput of(List<TokenisedPrompt> chunk, List<FileFacts> files, long nanoseconds) {
    return new ChunkOutput(
        chunk.get(0).promptId(),
        chunk.size(),
        chunk.stream().mapToLong(prompt -> prompt.ids().length).sum(),
        nanoseconds / 1e9,
        files);
  }
}
