package io.stratalens.jobs.delta;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.stratalens.jobs.tables.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What one attempt at a chunk wrote, for all tables of the chunk.
 *
 * @param chunk the chunk's number in its run, from 0
 * @param firstPrompt the prompt_id of its first prompt; the others follow without gaps
 * @param seconds from the chunk's start to its last file
 * @param tables one per table, as {@link FileFacts#merge} gives them
 */
public record ChunkFacts(
    String runId,
    int chunk,
    long firstPrompt,
    long prompts,
    int epoch,
    double seconds,
    List<FileFacts> tables) {
  public ChunkFacts {
    RunId.checked(runId);
    if (chunk < 0 || firstPrompt < 0 || prompts < 1) {
      throw new IllegalArgumentException(
          "Chunk %d of run %s has %d prompts from %d"
              .formatted(chunk, runId, prompts, firstPrompt));
    }
    tables = FileFacts.merge(tables);
  }

  /** The id under which every table holds the chunk. */
  public String application() {
    return application(runId, chunk);
  }

  /** The id under which every table holds a run's chunk. */
  public static String application(String runId, int chunk) {
    return runId + "/" + chunk;
  }

  /** The chunk's row in the table chunks, in the order of its columns. */
  @JsonIgnore
  List<Object> row(Instant committed) {
    Map<String, Long> rows = tables.stream().collect(toMap(FileFacts::table, FileFacts::rows));
    long bytes = tables.stream().mapToLong(FileFacts::bytes).sum();
    return List.of(runId, chunk, firstPrompt, prompts, epoch, rows, bytes, seconds, committed);
  }
}
