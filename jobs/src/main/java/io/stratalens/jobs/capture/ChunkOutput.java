package io.stratalens.jobs.capture;

import io.stratalens.jobs.delta.ChunkFacts;
import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.workers.host.MemoryPeak;
import java.io.Serializable;
import java.util.List;

/**
 * What was made of a chunk.
 *
 * @param chunk its number
 * @param epoch the epoch of the stages that computed it; 0 where all were in one task
 * @param firstPrompt the chunk's first prompt
 * @param prompts how many prompts
 * @param tokens their tokens
 * @param loadSeconds until the model was there, where the chunk had to load it
 * @param computeSeconds from the first to the last forward pass of the slowest stage, its waits for
 *     neighbours and for the writer included
 * @param seconds from the task's start to its last file
 * @param files what was written
 * @param peak the most memory that any process that computed it took so far
 */
public record ChunkOutput(
    int chunk,
    int epoch,
    long firstPrompt,
    long prompts,
    long tokens,
    double loadSeconds,
    double computeSeconds,
    double seconds,
    List<FileFacts> files,
    MemoryPeak peak)
    implements Serializable {
  /** Copies the list. */
  public ChunkOutput {
    files = List.copyOf(files);
  }

  static ChunkOutput of(
      int number,
      int epoch,
      ChunkSize size,
      List<FileFacts> files,
      double loadSeconds,
      double computeSeconds,
      double seconds,
      MemoryPeak peak) {
    return new ChunkOutput(
        number,
        epoch,
        size.firstPrompt(),
        size.prompts(),
        size.tokens(),
        loadSeconds,
        computeSeconds,
        seconds,
        files,
        peak);
  }

  ChunkFacts facts(String runId) {
    return new ChunkFacts(runId, chunk, firstPrompt, prompts, epoch, seconds, files);
  }
}
