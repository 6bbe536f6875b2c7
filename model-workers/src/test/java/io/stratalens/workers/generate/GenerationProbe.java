package io.stratalens.workers.generate;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.capture.ActivationBatches;
import io.stratalens.workers.capture.Phase;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.engine.KeepRequest;
import io.stratalens.workers.engine.KeptVectors;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.host.PeakMemory;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.pipeline.StageLinks;
import io.stratalens.workers.pipeline.StageProgress;
import io.stratalens.workers.pipeline.StageRun;
import io.stratalens.workers.sampling.Sampling;
import io.stratalens.workers.selection.PositionSelection;
import io.stratalens.workers.selection.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * A process of its own that generates with three sites of all layers captured and prints by how
 * many bytes its memory grew at most, the caches apart. Its heap has one size from the start, so
 * that what grows is native.
 */
final class GenerationProbe {
  static final int ROWS = 8;
  private static final int PROMPT = 8;
  private static final List<Site> SITES = List.of(Site.ATTN_OUT, Site.MLP_OUT, Site.RESID_POST);

  private final StageEngine engine;

  private GenerationProbe(StageEngine engine) {
    this.engine = engine;
  }

  /** Arguments: the model's folder, tokens of a sequence at its end, and "drop" or "hold". */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    Path folder = Path.of(arguments[0]);
    int tokens = Integer.parseInt(arguments[1]);
    ModelConfig config = ModelConfig.read(folder);
    List<VectorSchemaRoot> held = new ArrayList<>();
    Consumer<VectorSchemaRoot> taker =
        arguments[2].equals("hold") ? held::add : VectorSchemaRoot::close;
    try (Checkpoint checkpoint = Checkpoint.open(folder);
        StageEngine engine =
            StageEngine.load(checkpoint, config, StageSlice.whole(config.layers()));
        BufferAllocator allocator = new RootAllocator()) {
      GenerationProbe probe = new GenerationProbe(engine);
      PeakMemory memory = PeakMemory.start();
      probe.generate(tokens, allocator, taker);
      System.out.println("grown=" + (memory.atLeast(0) - probe.cacheBytes(tokens)));
      held.forEach(VectorSchemaRoot::close);
    }
  }

  private long cacheBytes(int tokens) {
    ModelConfig config = engine.config();
    long positions = Microbatch.padded(tokens - 1);
    return 2 * config.layers() * ROWS * positions * config.keyValueWidth() * Float.BYTES;
  }

  private void generate(int tokens, BufferAllocator allocator, Consumer<VectorSchemaRoot> taker) {
    StageRun stage =
        new StageRun(
            engine,
            StageLinks.none(),
            new StageProgress(System::nanoTime),
            Duration.ofHours(1),
            () -> false);
    try (ActivationBatches batches = new ActivationBatches(allocator, taker)) {
      new Generation(stage, Optional.empty(), settings(tokens - PROMPT))
          .run(0, prompts(), takerOf(batches));
      batches.flush();
    }
  }

  private GenerationSettings settings(int newTokens) {
    return new GenerationSettings(
        1,
        ROWS,
        newTokens,
        ROWS * PROMPT,
        KeepRequest.points(IntStream.range(0, engine.config().layers()).toArray(), SITES),
        PositionSelection.parse("all"),
        VectorType.F32,
        StopRules.none(),
        List.of());
  }

  private static List<GenerationPrompt> prompts() {
    return IntStream.range(0, ROWS)
        .mapToObj(row -> new TokenRow(row, IntStream.range(row, row + PROMPT).toArray()))
        .map(row -> new GenerationPrompt(row, Sampling.greedy()))
        .toList();
  }

  private static GenerationTaker takerOf(ActivationBatches batches) {
    return new GenerationTaker() {
      @Override
      public void kept(KeptVectors kept, List<RowKey> keys, Phase phase) {
        batches.add(kept, keys, phase);
      }

      @Override
      public void ended(Generated generated) {}
    };
  }
}
