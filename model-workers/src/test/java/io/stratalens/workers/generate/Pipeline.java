package io.stratalens.workers.generate;

import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.pipeline.PipelinePlan;
import io.stratalens.workers.pipeline.StageLinks;
import io.stratalens.workers.pipeline.StageProgress;
import io.stratalens.workers.pipeline.StageRun;
import io.stratalens.workers.tokens.PromptTokenizer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** All stages of a model as threads, whatever their links. */
final class Pipeline implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final List<StageEngine> engines;

  private Pipeline(List<StageEngine> engines) {
    this.engines = engines;
  }

  static Pipeline load(Path model, int stages) {
    ModelConfig config = ModelConfig.read(model);
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      return new Pipeline(
          PipelinePlan.balanced(config, stages).stages().stream()
              .map(slice -> StageEngine.load(checkpoint, config, slice))
              .toList());
    }
  }

  List<StageEngine> engines() {
    return engines;
  }

  List<StageLinks> ring(int microbatches) {
    return StageLinks.ringInJvm("run", 0, engines.size(), microbatches);
  }

  /** What each stage recorded, in the stages' order; a stage that fails ends its neighbours. */
  List<Recorder> run(
      List<StageLinks> links,
      Optional<PromptTokenizer> tokenizer,
      GenerationSettings settings,
      List<GenerationPrompt> prompts)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(engines.size());
    try {
      List<Future<Recorder>> stages = new ArrayList<>();
      for (int i = 0; i < engines.size(); i++) {
        StageEngine engine = engines.get(i);
        StageLinks own = links.get(i);
        stages.add(threads.submit(() -> stage(engine, own, tokenizer, settings, prompts)));
      }
      List<Recorder> recorders = new ArrayList<>();
      for (Future<Recorder> stage : stages) {
        recorders.add(stage.get());
      }
      return recorders;
    } finally {
      threads.shutdown();
    }
  }

  private static Recorder stage(
      StageEngine engine,
      StageLinks links,
      Optional<PromptTokenizer> tokenizer,
      GenerationSettings settings,
      List<GenerationPrompt> prompts) {
    StageProgress progress = new StageProgress(System::nanoTime);
    StageRun run = new StageRun(engine, links, progress, DEADLINE, () -> false);
    Recorder recorder = new Recorder();
    try {
      new Generation(run, tokenizer, of(settings, engine)).run(0, prompts, recorder);
      return recorder;
    } catch (RuntimeException | Error e) {
      links.fail(e.toString());
      throw e;
    }
  }

  /** The same where only the points of a stage are kept. */
  private static GenerationSettings of(GenerationSettings settings, StageEngine engine) {
    return new GenerationSettings(
        settings.microbatches(),
        settings.slots(),
        settings.maxNewTokens(),
        settings.batchTokens(),
        settings.points().stream().filter(point -> engine.slice().holds(point.layer())).toList(),
        settings.positions(),
        settings.type(),
        settings.stop(),
        settings.steering());
  }

  @Override
  public void close() {
    engines.forEach(StageEngine::close);
  }
}
