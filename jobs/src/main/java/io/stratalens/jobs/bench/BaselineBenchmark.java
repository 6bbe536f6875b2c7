package io.stratalens.jobs.bench;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.engine.HostCopies;
import io.stratalens.workers.engine.StageEngine;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Looking inside a model while it generates, the paper's ways and ours, on one engine in one run:
 * tokens a second at growing lengths and the memory beyond the model's.
 */
public final class BaselineBenchmark {
  /**
   * What to run.
   *
   * @param lengths tokens of a sequence, each at least 2
   * @param batches prompts side by side, of our way
   * @param mostBytes what B0 may keep; longer sequences are left out, and said to be
   * @param without what our way goes without
   * @param json one object a line in place of a table
   */
  public record Order(
      List<Integer> lengths,
      List<Integer> batches,
      long mostBytes,
      Set<Ablation> without,
      boolean json) {
    /** Copies the collections. */
    public Order {
      lengths = List.copyOf(lengths);
      batches = List.copyOf(batches);
      without = Set.copyOf(without);
    }
  }

  private final StageEngine engine;
  private final Consumer<String> progress;
  private final PrintStream out;

  /** A benchmark of this whole model; results go to {@code out}. */
  public BaselineBenchmark(StageEngine engine, Consumer<String> progress, PrintStream out) {
    this.engine = engine;
    this.progress = progress;
    this.out = out;
  }

  /** Runs and prints the benchmark. */
  public void run(Order order) {
    requireContext(order);
    if (order.without().contains(Ablation.ASYNCHRONOUS_COPIES)
        && !engine.deviceName().equals("gpu")) {
      progress.accept("a CPU copies nothing: it goes without asynchronous-copies anyway");
    }
    warm();
    double fastest = order.json() ? Double.NaN : new HeadSpeed(engine).operationsPerSecond();
    if (!order.json()) {
      out.printf(Locale.ROOT, "products with the unembedding alone: %.1f GFLOP/s%n", fastest / 1e9);
      out.println(MethodResult.HEADER);
    }
    Map<Integer, List<MethodResult>> results = new TreeMap<>();
    for (int length : order.lengths()) {
      List<MethodResult> own = results.computeIfAbsent(length, none -> new ArrayList<>());
      for (int batch : order.batches()) {
        cached(own(order), batch, length, order, own);
      }
      cached(CachedMethod.Lens.PAPER, 1, length, order, own);
      cached(CachedMethod.Lens.B2, 1, length, order, own);
    }
    for (boolean everywhere : new boolean[] {false, true}) {
      for (int length : order.lengths()) {
        uncached(new UncachedMethod(engine, everywhere), length, order, results.get(length));
      }
    }
    if (!order.json()) {
      results.values().forEach(own -> lensShares(own, fastest));
      results.values().forEach(this::compare);
    }
  }

  private void requireContext(Order order) {
    int context = engine.config().context();
    order.lengths().stream()
        .filter(length -> length > context)
        .findFirst()
        .ifPresent(
            length -> {
              throw StratalensException.invalid(
                  "Cannot measure sequences of %d tokens because the model reads %d at most. Choose"
                      + " shorter --lengths.",
                  length, context);
            });
  }

  /** A CPU has nothing to copy. */
  private HostCopies copies(Order order) {
    boolean device = engine.deviceName().equals("gpu");
    return device && !order.without().contains(Ablation.ASYNCHRONOUS_COPIES)
        ? HostCopies.STACKED
        : HostCopies.DIRECT;
  }

  private static CachedMethod.Lens own(Order order) {
    return order.without().contains(Ablation.DEFERRED_LENS)
        ? CachedMethod.Lens.IN_STEP
        : CachedMethod.Lens.STRATALENS;
  }

  /** The first passes of a process load kernels. */
  private void warm() {
    progress.accept("warming up");
    new UncachedMethod(engine, false).run(16);
    new CachedMethod(engine, CachedMethod.Lens.STRATALENS, 1, HostCopies.DIRECT).run(16);
  }

  private void uncached(
      UncachedMethod method, int length, Order order, List<MethodResult> results) {
    if (method.keptBytes(length) > order.mostBytes()) {
      progress.accept(
          String.format(
              Locale.ROOT,
              "%s at %d tokens is left out: its logits are %,d bytes, above %,d",
              method.name(),
              length,
              method.keptBytes(length),
              order.mostBytes()));
      return;
    }
    tell(method.run(length), order, results);
  }

  private void cached(
      CachedMethod.Lens lens, int batch, int length, Order order, List<MethodResult> results) {
    tell(new CachedMethod(engine, lens, batch, copies(order)).run(length), order, results);
  }

  private void tell(MethodResult result, Order order, List<MethodResult> results) {
    results.add(result);
    out.println(order.json() ? result.json() : result.line());
  }

  private void lensShares(List<MethodResult> results, double fastest) {
    results.stream()
        .filter(result -> result.lensSeconds() > 0)
        .forEach(
            result ->
                out.printf(
                    Locale.ROOT,
                    "%s, batch %d, %d tokens: the lens multiplies at %.2f of the speed of products"
                        + " alone%n",
                    result.method(),
                    result.batch(),
                    result.length(),
                    result.lensSpeed() / fastest));
  }

  private void compare(List<MethodResult> results) {
    results.stream()
        .filter(result -> result.method().equals("B0"))
        .findFirst()
        .ifPresent(
            baseline ->
                results.stream()
                    .filter(result -> result.method().startsWith("stratalens"))
                    .forEach(result -> out.println(result.against(baseline))));
  }
}
