package io.stratalens.jobs.capture;

import io.stratalens.jobs.runs.GenerationSpec;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.capture.Phase;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.KeptVectors;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.generate.Generated;
import io.stratalens.workers.generate.Generation;
import io.stratalens.workers.generate.GenerationPrompt;
import io.stratalens.workers.generate.GenerationSettings;
import io.stratalens.workers.generate.GenerationTaker;
import io.stratalens.workers.location.Models;
import io.stratalens.workers.pipeline.StageRun;
import io.stratalens.workers.tokens.PromptTokenizer;
import io.stratalens.workers.tokens.TokenNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One stage's share of a chunk's generation; what each pass keeps goes on as rows. */
final class ChunkGeneration {
  private final CaptureSettings settings;
  private final CapturedRows rows;

  ChunkGeneration(CaptureSettings settings, CapturedRows rows) {
    this.settings = settings;
    this.rows = rows;
  }

  /** What became of the prompts, in the order in which they ended; every stage knows it. */
  List<Generated> run(StageRun stage, int chunk, List<TokenRow> tokens) {
    List<Generated> ended = new ArrayList<>();
    Path folder = Models.ofProcess().folder(settings.modelFolder());
    try (PromptTokenizer tokenizer =
        needsText(stage, folder) ? PromptTokenizer.open(folder) : null) {
      new Generation(stage, Optional.ofNullable(tokenizer), generationSettings(stage.engine()))
          .run(chunk, prompts(tokens), taker(ended));
    }
    return ended;
  }

  /** The stage that writes texts needs them, and all of them where a text ends a generation. */
  private boolean needsText(StageRun stage, Path folder) {
    boolean wanted = stage.engine().slice().embedding() || !settings.generation().stop().isEmpty();
    return wanted && Files.exists(folder.resolve(TokenNames.FILE));
  }

  private List<GenerationPrompt> prompts(List<TokenRow> tokens) {
    return tokens.stream()
        .map(row -> new GenerationPrompt(row, settings.generation().sampling()))
        .toList();
  }

  private GenerationSettings generationSettings(StageEngine engine) {
    GenerationSpec spec = settings.generation();
    return new GenerationSettings(
        spec.microbatches(),
        spec.rows(),
        spec.maxNewTokens(),
        settings.batchTokens(),
        rows.points(),
        settings.positions(),
        rows.type(),
        spec.stopRules(engine.config()),
        settings.steering().applied());
  }

  private GenerationTaker taker(List<Generated> ended) {
    return new GenerationTaker() {
      @Override
      public void kept(KeptVectors kept, List<RowKey> keys, Phase phase) {
        rows.take(kept, keys, phase);
      }

      @Override
      public void ended(Generated generated) {
        ended.add(generated);
      }
    };
  }
}
