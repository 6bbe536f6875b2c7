package io.stratalens.jobs.bench;

import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.pipeline.PipelinePlan;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Pipelines of one to three stages, each over both transports, loaded side by side so that they can
 * take turns: the model is in memory once for each number of stages.
 */
final class PipelineRuns implements AutoCloseable {
  private static final int MOST_STAGES = 3;

  /** A pipeline over one transport. */
  private record Run(int stages, Measure measure, PipelinePasses passes) {}

  private final List<StageEngine> engines = new ArrayList<>();
  private final List<Run> handedOver = new ArrayList<>();
  private final List<Run> ports = new ArrayList<>();
  private final List<Microbatch> batches;
  private final long tokens;
  private long tokenBytes;

  private PipelineRuns(List<Microbatch> batches) {
    this.batches = batches;
    this.tokens = batches.stream().mapToLong(Microbatch::tokens).sum();
  }

  static PipelineRuns load(ModelFacts model, List<Microbatch> batches) {
    PipelineRuns runs = new PipelineRuns(batches);
    try (Checkpoint checkpoint = Checkpoint.open(model.folder())) {
      for (int stages = 1; stages <= Math.min(MOST_STAGES, model.config().layers()); stages++) {
        runs.add(runs.stages(checkpoint, model.config(), stages));
      }
      return runs;
    } catch (RuntimeException e) {
      runs.close();
      throw e;
    }
  }

  private List<StageEngine> stages(Checkpoint checkpoint, ModelConfig config, int stages) {
    int first = engines.size();
    PipelinePlan.balanced(config, stages)
        .stages()
        .forEach(slice -> engines.add(StageEngine.load(checkpoint, config, slice)));
    return List.copyOf(engines.subList(first, first + stages));
  }

  private void add(List<StageEngine> own) {
    int stages = own.size();
    StageEngine first = own.get(0);
    tokenBytes = (long) first.config().width() * first.computeVectorType().bytes();
    String name = stages == 1 ? "1 stage" : stages + " stages, ";
    handedOver.add(run(name + (stages == 1 ? "" : "in one JVM"), own, new HandedOver(stages)));
    if (stages > 1) {
      ports.add(run(name + "data ports", own, new LoopbackPorts(stages, frameBytes())));
    }
  }

  private Run run(String name, List<StageEngine> own, StageTransport transport) {
    PipelinePasses passes = new PipelinePasses(own, batches, transport);
    return new Run(own.size(), new Measure(name, tokens, passes::run), passes);
  }

  private long frameBytes() {
    return batches.stream()
        .mapToLong(batch -> (long) batch.rows().size() * batch.paddedLength() * tokenBytes)
        .max()
        .orElseThrow();
  }

  /** Everything, by number of stages. */
  List<Measure> measures() {
    List<Measure> measures = new ArrayList<>();
    for (Run run : handedOver) {
      measures.add(run.measure());
      ports.stream()
          .filter(other -> other.stages() == run.stages())
          .forEach(other -> measures.add(other.measure()));
    }
    return measures;
  }

  void print(PrintStream out) {
    out.printf(Locale.ROOT, "%-34s %12s %9s%n", "pipeline", "tokens/s", "seconds");
    measures().forEach(measure -> out.println(measure.line()));
    out.printf(Locale.ROOT, "%d tokens in %d microbatches%n", tokens, batches.size());
    for (Run run : handedOver) {
      busy(run, "in one JVM", out);
      ports.stream()
          .filter(other -> other.stages() == run.stages())
          .forEach(other -> compare(run, other, out));
    }
  }

  private void compare(Run inJvm, Run sent, PrintStream out) {
    busy(sent, "data ports", out);
    out.printf(
        Locale.ROOT,
        "%d stages: %.0f bytes sent a token, %d at least%n",
        sent.stages(),
        sent.passes().bytesOfPass() / tokens,
        tokenBytes * (sent.stages() - 1));
    out.printf(
        Locale.ROOT,
        "%d stages: data ports / in one JVM %.3f%n",
        sent.stages(),
        sent.measure().rate() / inJvm.measure().rate());
  }

  private static void busy(Run run, String transport, PrintStream out) {
    String shares =
        Arrays.stream(run.passes().busyShares())
            .mapToObj(share -> String.format(Locale.ROOT, "%.0f%%", 100 * share))
            .collect(Collectors.joining(" "));
    out.printf(Locale.ROOT, "busy, stages %d, %s: %s%n", run.stages(), transport, shares);
  }

  @Override
  public void close() {
    handedOver.forEach(run -> run.passes().close());
    ports.forEach(run -> run.passes().close());
    engines.forEach(StageEngine::close);
  }
}
