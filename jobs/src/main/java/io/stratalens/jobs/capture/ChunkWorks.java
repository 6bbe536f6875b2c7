package io.stratalens.jobs.capture;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.settings.Settings;
import io.stratalens.workers.cluster.Cluster;
import io.stratalens.workers.cluster.ClusterSettings;
import io.stratalens.workers.link.FrameHeader;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.pipeline.PipelinePlan;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;

/** Chooses how chunks are computed: in a task each, or by stages on executors. */
public final class ChunkWorks {
  private final SparkContext context;
  private final Consumer<String> progress;

  /**
   * @param progress takes a line for people now and then
   */
  public ChunkWorks(SparkContext context, Consumer<String> progress) {
    this.context = context;
    this.progress = progress;
  }

  /** Refuses, before any work, what the order cannot have here. */
  static void check(
      SparkContext context, StageOrder order, ModelConfig config, CaptureSettings settings) {
    check(context, order, config);
    if (order.stages().isEmpty()) {
      return;
    }
    if (settings.generation() != null
        && settings.generation().rows() > FrameHeader.MOST_TOKENS
        && order.stages().getAsInt() > 1) {
      throw StratalensException.invalid(
          "Cannot generate through a pipeline because its stages tell each other the tokens of at"
              + " most %d rows at a time: --rows %d. Ask for fewer.",
          FrameHeader.MOST_TOKENS, settings.generation().rows());
    }
    if (settings.lens() != null && order.stages().getAsInt() > 1) {
      throw StratalensException.invalid(
          "Cannot read the lens inline in a pipeline because only its last stage holds the head:"
              + " --stages %d. Capture without --lens inline and run the lens command.",
          order.stages().getAsInt());
    }
  }

  /** Refuses, before any work, a way to spread the model that it cannot have here. */
  public static void check(SparkContext context, StageOrder order, ModelConfig config) {
    ClusterSettings.of(context.getConf());
    if (order.stages().isEmpty()) {
      return;
    }
    order.plan(config);
    if (context.isLocal()) {
      order.checkLocal();
    } else {
      checkCluster(context.getConf());
      Cluster.ofApplication();
    }
  }

  private static void checkCluster(SparkConf conf) {
    if (Settings.DYNAMIC_ALLOCATION.in(key -> conf.get(key, null))) {
      throw StratalensException.invalid(
          "Cannot run a pipeline because an executor that is let go takes its stage along:"
              + " %s. Set it to false.",
          Settings.DYNAMIC_ALLOCATION.key());
    }
    DeviceProfile.of(conf);
  }

  /**
   * The way for this order.
   *
   * @param rows partition i holds the rows of chunk i
   */
  public <T> ChunkWork of(
      StageOrder order, StagedWork<T> work, JavaRDD<T> rows, ModelConfig config) {
    ClusterSettings settings = ClusterSettings.of(context.getConf());
    if (order.stages().isPresent() && !context.isLocal()) {
      return pipelines(order, work, rows, config, settings);
    }
    ProcessTask<T> task =
        new ProcessTask<>(work, order.inOneProcess(config), settings.stageTimeout());
    return new TaskChunks(work.runId(), rows.mapPartitions(task));
  }

  private <T> PipelineChunks pipelines(
      StageOrder order,
      StagedWork<T> work,
      JavaRDD<T> rows,
      ModelConfig config,
      ClusterSettings settings) {
    PipelinePlan plan = order.plan(config).orElseThrow();
    Cluster cluster = Cluster.ofApplication();
    cluster.awaitDevices(
        plan.stages().size() * order.replicas().orElse(1), settings.startTimeout());
    int replicas = order.replicas().orElse(cluster.devices() / plan.stages().size());
    progress.accept(plan.stages().size() + " stages, " + replicas + " pipelines");
    return new PipelineChunks(new Waves<>(context, rows, work, plan, replicas, settings, progress));
  }
}
