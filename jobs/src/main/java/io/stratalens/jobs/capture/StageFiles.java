package io.stratalens.jobs.capture;

import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.jobs.delta.TableTarget;
import io.stratalens.jobs.delta.TableWriter;
import io.stratalens.jobs.prompts.TokenisedPrompt;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.MicrobatchPlanner;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.pipeline.StageRun;
import io.stratalens.workers.tokens.TokenNames;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * The files that one stage writes of a chunk: the rows of its own layers and, if it holds the
 * embedding, of the prompts. One forward pass feeds every table.
 *
 * @param prompts the table prompts
 * @param captured the table activations, or lens where the lens is read inline
 */
record StageFiles(String runId, CaptureSettings settings, TableTarget prompts, TableTarget captured)
    implements Serializable {

  /**
   * Runs the stage's passes and writes.
   *
   * @param computed runs when the last pass is done and only files are left to be closed
   */
  List<FileFacts> write(
      StageEngine engine,
      StageRun stage,
      int number,
      List<TokenisedPrompt> chunk,
      Runnable computed) {
    TokenNames names = TokenNames.of(Path.of(settings.modelFolder()));
    boolean captures = !ChunkForward.points(settings, engine.slice()).isEmpty();
    List<FileFacts> facts = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator();
        TableWriter rows = captures ? TableWriter.open(captured, Map.of("run_id", runId)) : null) {
      Consumer<VectorSchemaRoot> taker = captures ? rows::write : VectorSchemaRoot::close;
      new ChunkForward(engine, settings, names, allocator, taker)
          .run(stage, number, microbatches(chunk));
      computed.run();
      if (engine.slice().embedding()) {
        facts.add(promptRows(chunk, names, allocator));
      }
      if (captures) {
        facts.add(rows.finish());
      }
    }
    return facts;
  }

  /** Bytes of the largest hidden state of the chunk. */
  long largestFrame(StageEngine engine, List<TokenisedPrompt> chunk) {
    long values =
        microbatches(chunk).stream()
            .mapToLong(batch -> (long) batch.rows().size() * batch.paddedLength())
            .max()
            .orElseThrow();
    return values * engine.config().width() * engine.computeVectorType().bytes();
  }

  private List<Microbatch> microbatches(List<TokenisedPrompt> chunk) {
    List<TokenRow> tokens =
        chunk.stream().map(prompt -> new TokenRow(prompt.promptId(), prompt.ids())).toList();
    return MicrobatchPlanner.plan(tokens, settings.batchTokens());
  }

  private FileFacts promptRows(
      List<TokenisedPrompt> chunk, TokenNames names, BufferAllocator allocator) {
    try (TableWriter rows = TableWriter.open(prompts, promptConstants())) {
      rows.write(PromptBatch.of(chunk, names, allocator));
      return rows.finish();
    }
  }

  private Map<String, String> promptConstants() {
    Map<String, String> constants = new HashMap<>();
    constants.put("run_id", runId);
    constants.put("matching_label", null);
    constants.put("other_label", null);
    return constants;
  }
}
