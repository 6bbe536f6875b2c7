package io.stratalens.jobs.plan;

import io.stratalens.jobs.prompts.PromptChunks;
import io.stratalens.jobs.prompts.PromptRules;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.location.ModelLocation;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.model.ParameterInventory;
import io.stratalens.workers.model.ShapeSpec;
import io.stratalens.workers.pipeline.PipelinePlan;
import io.stratalens.workers.pipeline.StageMemory;
import io.stratalens.workers.pipeline.StagePass;
import io.stratalens.workers.selection.PositionSelection;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** Says what a capture would need and write, before anything runs. */
public final class PlanJob {
  private static final int CHUNK_PROMPTS = 1024;

  private final Supplier<SparkSession> spark;
  private final PrintStream out;

  /**
   * @param spark asked only when there are prompts to count
   */
  public PlanJob(Supplier<SparkSession> spark, PrintStream out) {
    this.spark = spark;
    this.out = out;
  }

  /** Prints the plan. */
  public void run(PlanOrder order) {
    ModelConfig config =
        order
            .model()
            .map(model -> checked(model.folder()))
            .orElseGet(() -> ShapeSpec.parse(order.shape().orElseThrow()));
    int[] layers = order.layers().resolve(config.layers());
    PipelinePlan plan = PipelinePlan.balanced(config, order.stages());
    Optional<PromptChunks> prompts = order.prompts().map(source -> prompts(order, config));
    int longest = prompts.map(PromptChunks::longest).orElse(0);
    int cached = order.caches().map(caches -> caches.positions(config, longest)).orElse(0);
    int rows = order.caches().map(PlannedCaches::rows).orElse(0);
    int microbatches =
        order
            .caches()
            .map(PlannedCaches::microbatches)
            .orElse(OptionalInt.empty())
            .orElse(order.stages());
    StagePass pass = pass(order, config, longest, (long) rows * microbatches * cached);
    DevicePlan devices =
        new DevicePlan(config, order.devices(), layers, order.sites().size(), pass, rows);
    List<PlacedStage> placed = devices.place(plan.stages());
    devices.requireFit(placed);
    String name = order.model().map(ModelLocation::named).or(order::shape).orElseThrow();
    line("model", "%s: %s", name, config.family().architecture());
    line(
        "layers",
        "%,d of width %,d, vocabulary %,d",
        config.layers(),
        config.width(),
        config.vocabulary());
    long parameters = new ParameterInventory(config).parameters();
    line("parameters", "%,d", parameters);
    line(
        "weights",
        "%,d bytes as stored (%s), %,d in float32, as a CPU computes",
        parameters * config.storedType().bytes(),
        config.storedType().name().toLowerCase(Locale.ROOT),
        parameters * Float.BYTES);
    for (int i = 0; i < plan.stages().size(); i++) {
      stage(config, plan, i);
    }
    devices(order.devices(), pass, placed);
    if (rows > 0) {
      line(
          "generation",
          "%,d microbatches of %,d rows in progress, each row with keys and values of %,d positions",
          microbatches,
          rows,
          cached);
    }
    int slots = layers.length * order.sites().size();
    long each = (long) slots * config.width() * pass.kept().bytes();
    capture(order, layers.length, pass.kept(), each);
    prompts.ifPresent(read -> activations(order, read, slots, each));
  }

  /** A prompt that is longer than a microbatch is one of its own. */
  private static StagePass pass(PlanOrder order, ModelConfig config, int longest, long cached) {
    long tokens = Math.max(order.devices().batchTokens(), Microbatch.padded(Math.max(1, longest)));
    return new StagePass(
        tokens, KeptPositions.most(order.positions(), tokens), kept(order, config), cached);
  }

  private static VectorType kept(PlanOrder order, ModelConfig config) {
    return order
        .dtype()
        .orElseGet(() -> order.devices().gpu() ? config.storedType().vectorType() : VectorType.F32);
  }

  private void stage(ModelConfig config, PipelinePlan plan, int index) {
    StageSlice stage = plan.stages().get(index);
    long parameters = plan.parameters(stage);
    line(
        "stage " + index,
        "layers %d-%d%s%s: %,d parameters, %,d bytes as stored%s, %,d in float32",
        stage.first(),
        stage.end() - 1,
        stage.embedding() ? ", embedding" : "",
        stage.head() ? ", final norm and unembedding" : "",
        parameters,
        parameters * config.storedType().bytes() + widened(config, stage),
        stage.head() ? " but for final norm and unembedding in float32" : "",
        parameters * Float.BYTES);
  }

  /** What a stage takes beyond the stored width: the engine keeps the head in float32. */
  private static long widened(ModelConfig config, StageSlice stage) {
    long head = new ParameterInventory(config).headParameters();
    return stage.head() ? head * (Float.BYTES - config.storedType().bytes()) : 0;
  }

  private void devices(PlanDevices devices, StagePass pass, List<PlacedStage> placed) {
    line(
        "devices",
        "%ss, %d an executor; microbatches of %,d tokens at most, of which %,d are kept at most",
        devices.device(),
        devices.executorDevices(),
        pass.tokens(),
        pass.positions());
    for (PlacedStage one : placed) {
      StageMemory memory = one.memory();
      line(
          "device",
          "executor %s, %s %d: replica %d, stage %d: %,d bytes at most: weights %,d, kept %,d,"
              + " links %,d, cache %,d, workspace %,d; while loading %,d",
          one.executor(),
          devices.device(),
          one.stage().device(),
          one.stage().replica(),
          one.stage().stage(),
          memory.total(),
          memory.weights(),
          memory.kept(),
          memory.links(),
          memory.cache(),
          memory.workspace(),
          memory.loading());
    }
  }

  private void capture(PlanOrder order, int layers, VectorType type, long each) {
    line(
        "capture",
        "%d layers x %d sites in %s%s: %,d rows and %,d bytes of vectors a position",
        layers,
        order.sites().size(),
        type.label(),
        order.dtype().isPresent() ? "" : " (compute, on a " + order.devices().device() + ")",
        layers * order.sites().size(),
        each);
  }

  private PromptChunks prompts(PlanOrder order, ModelConfig config) {
    PromptRules rules = PromptRules.of(config, order.positions());
    return PromptChunks.read(
        spark.get(),
        order.prompts().orElseThrow(),
        order.model().orElseThrow(),
        rules,
        CHUNK_PROMPTS);
  }

  private void activations(PlanOrder order, PromptChunks prompts, long slots, long each) {
    PositionSelection positions = order.positions();
    long count =
        prompts
            .rdd()
            .map(
                prompt ->
                    (long)
                        positions.resolve("prompt", prompt.ids().length, OptionalInt.empty(), 0)
                            .length)
            .reduce(Long::sum);
    line(
        "prompts",
        "%,d with %,d tokens, %,d at most",
        prompts.prompts(),
        prompts.tokens(),
        prompts.longest());
    line(
        "activations",
        "%,d positions: %,d rows, %,d bytes of vectors before compression",
        count,
        count * slots,
        count * each);
  }

  private void line(String name, String format, Object... values) {
    out.printf(Locale.ROOT, "%-12s %s%n", name, String.format(Locale.ROOT, format, values));
  }

  private static ModelConfig checked(Path folder) {
    ModelConfig config = ModelConfig.read(folder);
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      new ParameterInventory(config).check(checkpoint);
    }
    return config;
  }
}
