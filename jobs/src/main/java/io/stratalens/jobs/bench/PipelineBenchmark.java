package io.stratalens.jobs.bench;

import io.stratalens.jobs.prompts.PromptChunks;
import io.stratalens.jobs.prompts.PromptRules;
import io.stratalens.jobs.prompts.PromptSource;
import io.stratalens.jobs.prompts.TokenisedPrompt;
import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.MicrobatchPlanner;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.location.ModelLocation;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.model.NamedShapes;
import io.stratalens.workers.selection.PositionSelection;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * What a pipeline costs on one machine: one, two and three stages of a model as threads of this
 * process, with links that hand tensors over and with data ports, in turns; and then a send between
 * two processes beside a layer of a large model.
 */
public final class PipelineBenchmark {
  /** What to run. */
  public record Order(
      ModelLocation model, Optional<PromptSource> prompts, int batchTokens, int seconds) {}

  private static final int CHUNK_PROMPTS = 1024;
  private static final String LARGE = "llama-3.1-8b";
  private static final int ROUNDS = 10;
  private static final int MICROBATCHES = 8;

  private final SparkSession spark;
  private final Consumer<String> progress;
  private final PrintStream out;

  /** A benchmark in this session; results go to {@code out}. */
  public PipelineBenchmark(SparkSession spark, Consumer<String> progress, PrintStream out) {
    this.spark = spark;
    this.progress = progress;
    this.out = out;
  }

  /** Runs and prints the benchmark. */
  public void run(Order order) {
    ModelFacts model = ModelFacts.read(order.model());
    List<Microbatch> batches =
        spread(MicrobatchPlanner.plan(prompts(order, model), order.batchTokens()));
    try (PipelineRuns runs = PipelineRuns.load(model, batches)) {
      Measure.inTurns(runs.measures(), order.seconds(), progress);
      runs.print(out);
    }
    ModelConfig large = NamedShapes.of(LARGE).orElseThrow();
    new SendBenchmark(LARGE, large, ROUNDS, progress, out).run();
  }

  // As many as three stages need to be busy, of all lengths: turns must be short to be fair.
  private static List<Microbatch> spread(List<Microbatch> all) {
    int count = Math.min(MICROBATCHES, all.size());
    return IntStream.range(0, count).mapToObj(i -> all.get(i * all.size() / count)).toList();
  }

  private List<TokenRow> prompts(Order order, ModelFacts model) {
    ModelConfig config = model.config();
    try (Scratch scratch = Scratch.create()) {
      PromptSource source =
          order
              .prompts()
              .orElseGet(() -> SyntheticPrompts.write(scratch.path(), config.vocabulary()));
      PromptRules rules = PromptRules.of(config, PositionSelection.parse("all"));
      List<TokenisedPrompt> read =
          PromptChunks.read(spark, source, order.model(), rules, CHUNK_PROMPTS).rdd().collect();
      return read.stream().map(TokenisedPrompt::row).toList();
    }
  }
}
