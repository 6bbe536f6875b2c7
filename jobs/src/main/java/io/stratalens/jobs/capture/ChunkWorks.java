package io.stratalens.jobs.capture;

import io.stratalens.jobs.prompts.PromptChunks;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.cluster.Cluster;
import io.stratalens.workers.cluster.ClusterSettings;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.host.HostedStage;
import io.stratalens.workers.link.FrameHeader;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.pipeline.PipelinePlan;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/** Chooses how chunks are computed: in a task each, or by stages on executors. */
final class ChunkWorks {
  private final SparkContext context;
  private final PromptChunks prompts;
  private final Consumer<String> progress;

  ChunkWorks(SparkContext context, PromptChunks prompts, Consumer<String> progress) {
    this.context = context;
    this.prompts = prompts;
    this.progress = progress;
  }

  /** Refuses, before any work, what the order cannot have here. */
  static void check(
      SparkContext context, StageOrder order, ModelConfig config, CaptureSettings settings) {
    ClusterSettings.of(context.getConf());
    if (order.stages().isEmpty()) {
      return;
    }
    order.plan(config);
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
    if (context.isLocal()) {
      checkLocal(order);
    } else {
      checkCluster(context.getConf());
      Cluster.ofApplication();
    }
  }

  private static void checkLocal(StageOrder order) {
    if (order.replicas().orElse(1) > 1) {
      throw StratalensException.invalid(
          "Cannot repeat the pipeline because local mode has one process: --replicas %d. Leave it"
              + " out, or run on a cluster.",
          order.replicas().getAsInt());
    }
  }

  private static void checkCluster(SparkConf conf) {
    if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      throw StratalensException.invalid(
          "Cannot run a pipeline because an executor that is let go takes its stage along:"
              + " spark.dynamicAllocation.enabled. Set it to false.");
    }
    DeviceProfile.of(conf);
  }

  /** The way for this order. */
  ChunkWork of(StageOrder order, StageFiles files, ModelConfig config) {
    ClusterSettings settings = ClusterSettings.of(context.getConf());
    if (order.stages().isPresent() && !context.isLocal()) {
      return pipelines(order, files, config, settings);
    }
    List<StageSlice> slices = PipelinePlan.balanced(config, order.stages().orElse(1)).stages();
    return tasks(files, slices, settings);
  }

  private TaskChunks tasks(StageFiles files, List<StageSlice> slices, ClusterSettings settings) {
    // All stages are in one process: where there are fewer GPUs than stages, they share.
    int devices = slices.size() == 1 ? 1 : Math.max(1, StageEngine.gpus());
    List<HostedStage> stages =
        IntStream.range(0, slices.size())
            .mapToObj(stage -> new HostedStage(slices.get(stage), stage % devices))
            .toList();
    return new TaskChunks(
        files.runId(), prompts, new CaptureTask(files, stages, settings.stageTimeout()));
  }

  private PipelineChunks pipelines(
      StageOrder order, StageFiles files, ModelConfig config, ClusterSettings settings) {
    PipelinePlan plan = order.plan(config).orElseThrow();
    Cluster cluster = Cluster.ofApplication();
    cluster.awaitDevices(
        plan.stages().size() * order.replicas().orElse(1), settings.startTimeout());
    int replicas = order.replicas().orElse(cluster.devices() / plan.stages().size());
    progress.accept(plan.stages().size() + " stages, " + replicas + " pipelines");
    return new PipelineChunks(
        new Waves(context, prompts, files, plan, replicas, settings, progress));
  }
}
