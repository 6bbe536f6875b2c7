package io.stratalens.jobs.testing;

import static io.stratalens.jobs.testing.Batches.bytes;
import static io.stratalens.jobs.testing.Batches.floats;
import static io.stratalens.jobs.testing.Batches.intLists;
import static io.stratalens.jobs.testing.Batches.ints;
import static io.stratalens.jobs.testing.Batches.longs;
import static io.stratalens.jobs.testing.Batches.textLists;
import static io.stratalens.jobs.testing.Batches.texts;

import io.stratalens.jobs.delta.ChunkFacts;
import io.stratalens.jobs.delta.DeltaTables;
import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.jobs.delta.TableWriter;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.udfs.vector.VectorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Writes the files of small chunks: two prompts each, with two activations a prompt. */
public final class ChunkFixture {
  /** Prompts in a chunk. */
  public static final int PROMPTS = 2;

  private final DeltaTables tables;

  /** Makes the tables that chunks go into. */
  public ChunkFixture(DeltaTables tables) {
    this.tables = tables;
    tables.ensure(Tables.PROMPTS);
    tables.ensure(Tables.ACTIVATIONS);
  }

  /** Writes a chunk's files and tells of them; the attempt's number is in every norm. */
  public ChunkFacts write(String run, int chunk, int attempt) {
    long first = (long) chunk * PROMPTS;
    try (BufferAllocator memory = new RootAllocator()) {
      return new ChunkFacts(
          run,
          chunk,
          first,
          PROMPTS,
          attempt,
          0.5,
          List.of(prompts(memory, run, first), activations(memory, run, first, attempt)));
    }
  }

  private FileFacts prompts(BufferAllocator memory, String run, long first) {
    Map<String, Object> constants = new HashMap<>();
    constants.put("run_id", run);
    constants.put("matching_label", null);
    constants.put("other_label", null);
    constants.put("source", "prompts.txt");
    try (TableWriter writer = TableWriter.open(tables.target(Tables.PROMPTS), constants)) {
      writer.write(
          Batches.of(
              longs(memory, "prompt_id", first, first + 1),
              texts(memory, "text", "grün, \"a\"", null),
              intLists(memory, "token_ids", List.of(List.of(1, 2), List.of())),
              textLists(memory, "tokens", List.of(List.of("grün", "a"), List.of()))));
      return writer.finish();
    }
  }

  private FileFacts activations(BufferAllocator memory, String run, long first, int attempt) {
    Map<String, Object> constants = Map.of("run_id", run, "phase", "prompt", "dtype", "f32");
    try (TableWriter writer = TableWriter.open(tables.target(Tables.ACTIVATIONS), constants)) {
      for (long prompt = first; prompt < first + PROMPTS; prompt++) {
        writer.write(batch(memory, prompt, attempt));
      }
      return writer.finish();
    }
  }

  private static VectorSchemaRoot batch(BufferAllocator memory, long prompt, float attempt) {
    byte[] vector = VectorType.F32.encode(new float[] {prompt, attempt});
    return Batches.of(
        longs(memory, "prompt_id", prompt, prompt),
        ints(memory, "layer", 0, 1),
        texts(memory, "site", "resid_post", "resid_post"),
        ints(memory, "position", 0, 0),
        ints(memory, "token_id", 1, 1),
        bytes(memory, "vector", vector, vector),
        floats(memory, "norm", attempt, attempt));
  }
}
