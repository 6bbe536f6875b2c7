package io.stratalens.jobs.bench;

import io.stratalens.jobs.prompts.TokenisedPrompt;
import io.stratalens.jobs.runs.GenerationSpec;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.sampling.Sampling;
import io.stratalens.workers.selection.PositionSelection;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * What keeping vectors costs while decoding and while reading prompts: as Arrow batches that are
 * dropped, and as committed rows of Delta tables; all in one run, in rounds.
 */
public final class CaptureBenchmark {
  /**
   * What to run.
   *
   * @param batch prompts that are generated from side by side
   * @param newTokens tokens generated from each
   * @param prompts prompts that are read, as one chunk
   * @param promptTokens tokens of each of these
   * @param batchTokens tokens of a microbatch at most
   * @param positions what is kept of each prompt that is read
   * @param seconds of each measurement at least
   * @param json one object a line in place of a table
   */
  public record Order(
      int batch,
      int newTokens,
      int prompts,
      int promptTokens,
      int batchTokens,
      PositionSelection positions,
      int seconds,
      boolean json) {}

  private static final int SHORT_PROMPT = 8;

  /** Of a few passes of seconds each, one that something else slowed down would be the median. */
  private static final int FEWEST_ROUNDS = 5;

  private static final PositionSelection EVERYWHERE = PositionSelection.parse("all");

  private final StageEngine engine;
  private final SparkSession spark;
  private final Consumer<String> progress;
  private final PrintStream out;

  /** A benchmark of this whole model; results go to {@code out}. */
  public CaptureBenchmark(
      StageEngine engine, SparkSession spark, Consumer<String> progress, PrintStream out) {
    this.engine = engine;
    this.spark = spark;
    this.progress = progress;
    this.out = out;
  }

  /** Runs and prints the benchmark. */
  public void run(Order order) {
    if (!order.json()) {
      out.println(CaptureResult.HEADER);
    }
    // Reading goes first: it brings so many rows that the JVM has compiled the writers by then.
    prefill(order);
    decode(order);
  }

  private void decode(Order order) {
    GenerationSpec generation =
        new GenerationSpec(
            order.newTokens(), Sampling.greedy(), List.of(), List.of(), order.batch(), 1);
    List<TokenisedPrompt> chunk = chunk(order.batch(), SHORT_PROMPT);
    MeasuredCapture capture =
        new MeasuredCapture(
            engine, spark, chunk, EVERYWHERE, order.batchTokens(), Optional.of(generation));
    Rounds<CaptureWay> rounds = rounds(capture);
    rounds.run(order.seconds(), FEWEST_ROUNDS, round -> progress.accept("decode: " + round));
    long tokens = (long) order.batch() * order.newTokens();
    // The last token of each is never read.
    tell(order, "decode", rounds, tokens, tokens + order.batch() * (SHORT_PROMPT - 1L));
    if (!order.json()) {
      double memory = rounds.ratio(CaptureWay.MOST_TO_MEMORY, CaptureWay.NONE);
      wanted("decode, 3 sites to memory / nothing", memory, "under 1.10");
      double delta = rounds.ratio(CaptureWay.MOST_TO_DELTA, CaptureWay.NONE);
      wanted("decode, 3 sites to Delta / nothing", delta, "under 1.30");
    }
  }

  private void prefill(Order order) {
    List<TokenisedPrompt> chunk = chunk(order.prompts(), order.promptTokens());
    MeasuredCapture capture =
        new MeasuredCapture(
            engine, spark, chunk, order.positions(), order.batchTokens(), Optional.empty());
    Rounds<CaptureWay> rounds = rounds(capture);
    CachedRows rows = capture.rows(KeptSites.THREE_SITES);
    rounds.add(
        CaptureWay.SPARKS_OWN,
        () -> MeasuredCapture.timed(folder -> rows.write("delta", folder.resolve("rows"))));
    rounds.run(order.seconds(), FEWEST_ROUNDS, round -> progress.accept("prefill: " + round));
    long tokens = (long) order.prompts() * order.promptTokens();
    int kept =
        order
            .positions()
            .resolve("each prompt", order.promptTokens(), OptionalInt.empty(), 0)
            .length;
    tell(order, "prefill", rounds, tokens, (long) order.prompts() * kept);
    if (!order.json()) {
      double engineAlone = rounds.ratio(CaptureWay.MOST_TO_MEMORY, CaptureWay.MOST_TO_DELTA);
      double spark = rounds.ratio(CaptureWay.SPARKS_OWN, CaptureWay.MOST_TO_DELTA);
      wanted(
          "prefill, Delta / slower of engine and Spark",
          Math.max(engineAlone, spark),
          "at least 0.80");
    }
  }

  private Rounds<CaptureWay> rounds(MeasuredCapture capture) {
    Rounds<CaptureWay> rounds = new Rounds<>();
    CaptureWay.all().forEach(way -> rounds.add(way, () -> capture.pass(way)));
    return rounds;
  }

  private List<TokenisedPrompt> chunk(int prompts, int length) {
    Random random = new Random(3);
    int vocabulary = engine.config().vocabulary();
    return IntStream.range(0, prompts)
        .mapToObj(
            prompt ->
                new TokenisedPrompt(
                    prompt, null, random.ints(length, 0, vocabulary).toArray(), "made up", null))
        .toList();
  }

  private void tell(
      Order order, String phase, Rounds<CaptureWay> rounds, long tokens, long positions) {
    for (CaptureWay way : rounds.works()) {
      long rows = positions * way.kept().points(engine.config().layers()).size();
      CaptureResult result =
          new CaptureResult(
              phase,
              way,
              tokens,
              rows,
              rounds.seconds(way),
              rounds.ratio(way, CaptureWay.NONE) - 1);
      out.println(order.json() ? result.json() : result.line());
    }
  }

  private void wanted(String name, double value, String wanted) {
    out.printf(Locale.ROOT, "%-44s %8.2f  (%s)%n", name, value, wanted);
  }
}
