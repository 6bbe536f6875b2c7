package io.stratalens.jobs.lens;

import io.stratalens.jobs.delta.ChunkFacts;
import java.util.Map;

/**
 * A chunk of a captured run whose lens is read in one task.
 *
 * @param number the chunk's number in its run
 * @param firstPrompt the id of its first prompt; the others follow without gaps
 */
record LensChunk(int number, long firstPrompt, long prompts) {
  /** A row of the table chunks. */
  static LensChunk of(Map<String, Object> row) {
    return new LensChunk(
        (Integer) row.get("chunk"), (Long) row.get("first_prompt"), (Long) row.get("prompts"));
  }

  /** The id under which the table lens holds its rows. */
  String application(String runId) {
    return ChunkFacts.application(runId, number) + "/lens";
  }

  long lastPrompt() {
    return firstPrompt + prompts - 1;
  }
}
