package io.stratalens.jobs.capture;

import io.stratalens.jobs.delta.DeltaTables;
import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.jobs.delta.TableTarget;
import io.stratalens.jobs.delta.TableWriter;
import io.stratalens.jobs.prompts.TokenisedPrompt;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.MicrobatchPlanner;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.generate.Generated;
import io.stratalens.workers.generate.Generation;
import io.stratalens.workers.location.Models;
import io.stratalens.workers.pipeline.StageRun;
import io.stratalens.workers.tokens.TokenNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * The files that one stage writes of a chunk: the rows of its own layers and, if it holds the
 * embedding, of the prompts and of what was generated. One forward pass feeds every table.
 *
 * @param prompts the table prompts
 * @param captured the table activations, or lens where the lens is read inline
 * @param generations the table generations; null where nothing is generated
 */
record StageFiles(
    String runId,
    CaptureSettings settings,
    TableTarget prompts,
    TableTarget captured,
    TableTarget generations)
    implements StagedWork<TokenisedPrompt> {

  /** The files of a run; makes the tables that it writes to where there are none. */
  static StageFiles of(String runId, CaptureSettings settings, DeltaTables tables) {
    return new StageFiles(
        runId,
        settings,
        tables.ensure(Tables.PROMPTS),
        tables.ensure(settings.lens() == null ? Tables.ACTIVATIONS : Tables.LENS),
        settings.generation() == null ? null : tables.ensure(Tables.GENERATIONS));
  }

  @Override
  public String modelFolder() {
    return settings.modelFolder();
  }

  @Override
  public String modelHash() {
    return settings.modelHash();
  }

  @Override
  public int microbatchesInRing() {
    return generations == null ? 0 : settings.microbatches();
  }

  @Override
  public Duration patience(Duration outlasting) {
    return outlasting;
  }

  @Override
  public ChunkSize size(List<TokenisedPrompt> chunk) {
    return new ChunkSize(
        chunk.get(0).promptId(),
        chunk.size(),
        chunk.stream().mapToLong(prompt -> prompt.ids().length).sum());
  }

  @Override
  public List<FileFacts> write(
      StageRun stage, int number, List<TokenisedPrompt> chunk, Runnable computed) {
    StageEngine engine = stage.engine();
    TokenNames names = names(engine);
    boolean captures = !CapturedRows.points(settings, engine.slice()).isEmpty();
    List<FileFacts> facts = new ArrayList<>();
    try (BufferAllocator allocator = new RootAllocator();
        TableWriter rows = captures ? TableWriter.open(captured, Map.of("run_id", runId)) : null;
        CapturedRows kept = new CapturedRows(engine, settings, names, allocator, taker(rows))) {
      List<Generated> generated = List.of();
      if (settings.ofPairs()) {
        new ChunkPairs(stage, kept, chunk).run(number, microbatches(chunk));
      } else if (generations == null) {
        new ChunkForward(settings, kept).run(stage, number, microbatches(chunk));
      } else {
        generated = new ChunkGeneration(settings, kept).run(stage, number, tokens(chunk));
      }
      kept.flush();
      computed.run();
      if (engine.slice().embedding()) {
        facts.add(promptRows(chunk, names, allocator));
      }
      if (captures) {
        facts.add(rows.finish());
      }
      if (generations != null && engine.slice().embedding()) {
        facts.add(generationRows(generated, names, allocator));
      }
    }
    return facts;
  }

  /** Other stages write no tokens, and tokenizer.json may have megabytes. */
  private TokenNames names(StageEngine engine) {
    boolean written = engine.slice().embedding() || settings.lens() != null;
    return written
        ? TokenNames.of(Models.ofProcess().folder(settings.modelFolder()))
        : TokenNames.unnamed();
  }

  private static Consumer<VectorSchemaRoot> taker(TableWriter rows) {
    return rows == null ? VectorSchemaRoot::close : rows::write;
  }

  @Override
  public long largestFrame(StageEngine engine, List<TokenisedPrompt> chunk) {
    long tokens = generations == null ? tokensOfForward(chunk) : tokensOfGeneration(chunk);
    return tokens * engine.config().width() * engine.computeVectorType().bytes();
  }

  private long tokensOfForward(List<TokenisedPrompt> chunk) {
    return microbatches(chunk).stream()
        .mapToLong(batch -> (long) batch.rows().size() * batch.paddedLength())
        .max()
        .orElseThrow();
  }

  private long tokensOfGeneration(List<TokenisedPrompt> chunk) {
    int longest = chunk.stream().mapToInt(prompt -> prompt.ids().length).max().orElseThrow();
    return Generation.mostTokens(settings.generation().rows(), settings.batchTokens(), longest);
  }

  private List<Microbatch> microbatches(List<TokenisedPrompt> chunk) {
    return MicrobatchPlanner.plan(tokens(chunk), settings.batchTokens());
  }

  private List<TokenRow> tokens(List<TokenisedPrompt> chunk) {
    if (settings.ofPairs()) {
      return ChunkPairs.shared(chunk);
    }
    return chunk.stream().map(TokenisedPrompt::row).toList();
  }

  private FileFacts promptRows(
      List<TokenisedPrompt> chunk, TokenNames names, BufferAllocator allocator) {
    try (TableWriter rows = TableWriter.open(prompts, Map.of("run_id", runId))) {
      rows.write(PromptBatch.of(chunk, names, allocator));
      return rows.finish();
    }
  }

  private FileFacts generationRows(
      List<Generated> generated, TokenNames names, BufferAllocator allocator) {
    List<Generated> sorted =
        generated.stream().sorted(Comparator.comparingLong(Generated::promptId)).toList();
    try (TableWriter rows = TableWriter.open(generations, Map.of("run_id", runId))) {
      rows.write(GenerationBatch.of(sorted, settings.steering().written(), names, allocator));
      return rows.finish();
    }
  }
}
