package io.stratalens.jobs.capture;

import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.jobs.prompts.TokenisedPrompt;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.host.HostedStage;
import io.stratalens.workers.host.ModelHost;
import io.stratalens.workers.location.Models;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Runs one chunk of prompts through a model that is whole in this process, as one stage or several,
 * and writes the tables' files; what comes back is the facts of these files.
 */
final class CaptureTask implements FlatMapFunction<Iterator<TokenisedPrompt>, ChunkOutput> {
  private static final long serialVersionUID = 1L;

  private final StageFiles files;
  private final List<HostedStage> stages;
  private final Duration timeout;

  /**
   * @param stages the whole model, in order
   * @param timeout how long a stage may go without progress
   */
  CaptureTask(StageFiles files, List<HostedStage> stages, Duration timeout) {
    this.files = files;
    this.stages = new ArrayList<>(stages);
    this.timeout = timeout;
  }

  @Override
  public Iterator<ChunkOutput> call(Iterator<TokenisedPrompt> rows) {
    List<TokenisedPrompt> chunk = new ArrayList<>();
    rows.forEachRemaining(chunk::add);
    TaskContext context = TaskContext.get();
    CaptureSettings settings = files.settings();
    ModelHost host = ModelHost.ofProcess();
    // Two chunks at once would halve each other's caches and double the memory of a pass; the one
    // that waits here lets the other's files be closed meanwhile.
    try (ModelHost.Turn turn = host.turn(context::isInterrupted)) {
      Stopwatch task = Stopwatch.start();
      List<StageEngine> engines =
          host.stages(
              Models.ofProcess().folder(settings.modelFolder()), settings.modelHash(), stages);
      double loading = task.seconds();
      Stopwatch passes = Stopwatch.start();
      List<FileFacts> facts =
          new LocalPipeline(engines, timeout, timeout, context::isInterrupted)
              .run(
                  (stage, computed) ->
                      files.write(stage.engine(), stage, context.partitionId(), chunk, computed),
                  files.linksInJvm(engines.size()),
                  () -> {
                    passes.lap();
                    turn.close();
                  });
      ChunkOutput output =
          ChunkOutput.of(
              context.partitionId(),
              0,
              chunk,
              facts,
              loading,
              passes.computed(),
              task.seconds(),
              host.peak());
      return List.of(output).iterator();
    }
  }
}
