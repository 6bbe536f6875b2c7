package io.stratalens.jobs.capture;

import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.workers.host.HeldStages;
import io.stratalens.workers.host.HostedStage;
import io.stratalens.workers.host.ModelHost;
import io.stratalens.workers.host.Turns;
import io.stratalens.workers.location.Models;
import io.stratalens.workers.pipeline.StageLinks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Runs one chunk through a model that is whole in this process, as one stage or several, and writes
 * the tables' files; what comes back is the facts of these files.
 *
 * @param <T> a row of a chunk
 */
final class ProcessTask<T> implements FlatMapFunction<Iterator<T>, ChunkOutput> {
  private static final long serialVersionUID = 1L;

  private final StagedWork<T> work;
  private final List<HostedStage> stages;
  private final Duration timeout;

  /**
   * @param stages the whole model, in order
   * @param timeout how long a stage may go without progress
   */
  ProcessTask(StagedWork<T> work, List<HostedStage> stages, Duration timeout) {
    this.work = work;
    this.stages = new ArrayList<>(stages);
    this.timeout = timeout;
  }

  @Override
  public Iterator<ChunkOutput> call(Iterator<T> rows) {
    List<T> chunk = new ArrayList<>();
    rows.forEachRemaining(chunk::add);
    TaskContext context = TaskContext.get();
    ModelHost host = ModelHost.ofProcess();
    // Two chunks at once would halve each other's caches and double the memory of a pass; the one
    // that waits here lets the other's files be closed meanwhile.
    try (Turns.Turn turn = host.turn(context::isInterrupted)) {
      Stopwatch task = Stopwatch.start();
      HeldStages held = held(host, context); // the last stage closes it
      double loading = task.seconds();
      Stopwatch passes = Stopwatch.start();
      List<FileFacts> facts =
          new LocalPipeline(held.engines(), timeout, work.patience(timeout), context::isInterrupted)
              .run(
                  (stage, computed) -> work.write(stage, context.partitionId(), chunk, computed),
                  links(held.engines().size()),
                  () -> {
                    passes.lap();
                    held.close();
                    turn.close();
                  },
                  held::close);
      ChunkOutput output =
          ChunkOutput.of(
              context.partitionId(),
              0,
              work.size(chunk),
              facts,
              loading,
              passes.computed(),
              task.seconds(),
              host.peak());
      return List.of(output).iterator();
    }
  }

  private HeldStages held(ModelHost host, TaskContext context) {
    return host.stages(
        Models.ofProcess().folder(work.modelFolder()),
        work.modelHash(),
        stages,
        context::isInterrupted);
  }

  private List<StageLinks> links(int count) {
    int inRing = work.microbatchesInRing();
    return inRing == 0
        ? StageLinks.inJvm(work.runId(), 0, count)
        : StageLinks.ringInJvm(work.runId(), 0, count, inRing);
  }
}
