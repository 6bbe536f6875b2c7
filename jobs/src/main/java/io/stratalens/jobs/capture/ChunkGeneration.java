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
import io.stratalens.workers.pipeline.StageRun;
import io.stratalens.workers.tokens.PromptTokenizer;
import io.stratalens.workers.tokens.TokenNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Generates from the prompts of a chunk; what each pass keeps goes on as rows. */
final class ChunkGeneration {
  private final StageEngine engine;
  private final CaptureSettings settings;
  private final CapturedRows rows;

  ChunkGeneration(StageEngine engine, CaptureSettings settings, CapturedRows rows) {
    this.engine = engine;
    this.settings = settings;
    this.rows = rows;
  }

  /** What became of the prompts, in the order in which they ended. */
  List<Generated> run(StageRun stage, List<TokenRow> tokens) {
    List<GenerationPrompt> prompts = prompts(tokens);
    List<Generated> ended = new ArrayList<>();
    Path folder = Path.of(settings.modelFolder());
    try (PromptTokenizer tokenizer =
        Files.exists(folder.resolve(TokenNames.FILE)) ? PromptTokenizer.open(folder) : null) {
      Generation generation =
          new Generation(engine, Optional.ofNullable(tokenizer), generationSettings());
      stage.passes(pass -> generation.run(prompts, taker(stage, ended, pass)));
    }
    return ended;
  }

  private List<GenerationPrompt> prompts(List<TokenRow> tokens) {
    return tokens.stream()
        .map(
            row -> new GenerationPrompt(row, OptionalInt.empty(), settings.generation().sampling()))
        .toList();
  }

  private GenerationSettings generationSettings() {
    GenerationSpec spec = settings.generation();
    return new GenerationSettings(
        spec.rows(),
        spec.maxNewTokens(),
        settings.batchTokens(),
        rows.points(),
        settings.positions(),
        rows.type(),
        spec.stopRules(engine.config()),
        List.of());
  }

  private GenerationTaker taker(StageRun stage, List<Generated> ended, Runnable pass) {
    return new GenerationTaker() {
      @Override
      public void kept(KeptVectors kept, List<RowKey> keys, Phase phase) {
        stage.outside(() -> rows.take(kept, keys, phase));
      }

      @Override
      public void passed() {
        pass.run();
      }

      @Override
      public void ended(Generated generated) {
        ended.add(generated);
      }
    };
  }
}
