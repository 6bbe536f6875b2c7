package io.stratalens.jobs.capture;

import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.jobs.delta.TableTarget;
import io.stratalens.jobs.delta.TableWriter;
import io.stratalens.jobs.prompts.TokenisedPrompt;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.MicrobatchPlanner;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.host.ModelHost;
import io.stratalens.workers.tokens.TokenNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Runs one chunk of prompts through the model and writes the tables' files; what comes back is the
 * facts of these files. One forward pass feeds every table.
 */
final class CaptureTask implements FlatMapFunction<Iterator<TokenisedPrompt>, ChunkOutput> {
  private static final long serialVersionUID = 1L;

  private final String runId;
  private final CaptureSettings settings;
  private final TableTarget prompts;
  private final TableTarget captured;

  /**
   * @param prompts the table prompts
   * @param captured the table activations, or lens where the lens is read inline
   */
  CaptureTask(String runId, CaptureSettings settings, TableTarget prompts, TableTarget captured) {
    this.runId = runId;
    this.settings = settings;
    this.prompts = prompts;
    this.captured = captured;
  }

  @Override
  public Iterator<ChunkOutput> call(Iterator<TokenisedPrompt> rows) {
    List<TokenisedPrompt> chunk = new ArrayList<>();
    rows.forEachRemaining(chunk::add);
    long start = System.nanoTime();
    ModelHost host = ModelHost.ofProcess();
    StageEngine engine = host.whole(Path.of(settings.modelFolder()), settings.modelHash());
    TokenNames names = TokenNames.of(Path.of(settings.modelFolder()));
    try (BufferAllocator allocator = new RootAllocator();
        TableWriter promptRows = TableWriter.open(prompts, promptConstants());
        TableWriter capturedRows = TableWriter.open(captured, Map.of("run_id", runId))) {
      promptRows.write(PromptBatch.of(chunk, names, allocator));
      ChunkForward forward =
          new ChunkForward(engine, settings, names, allocator, capturedRows::write);
      List<TokenRow> tokens =
          chunk.stream().map(prompt -> new TokenRow(prompt.promptId(), prompt.ids())).toList();
      // Two chunks at once would halve each other's caches and double the memory of a pass; the one
      // that waits here lets the other's files be closed meanwhile.
      try (ModelHost.Turn turn = host.turn()) {
        for (Microbatch batch : MicrobatchPlanner.plan(tokens, settings.batchTokens())) {
          forward.run(batch);
        }
      }
      List<FileFacts> facts = List.of(promptRows.finish(), capturedRows.finish());
      return List.of(ChunkOutput.of(chunk, facts, System.nanoTime() - start)).iterator();
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
