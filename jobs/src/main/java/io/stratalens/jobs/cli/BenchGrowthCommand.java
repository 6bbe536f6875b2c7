package io.stratalens.jobs.cli;

import io.stratalens.jobs.bench.GrowthAxis;
import io.stratalens.jobs.bench.GrowthBenchmark;
import io.stratalens.workers.model.ShapeSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stratalens bench growth}. */
@Command(
    name = "growth",
    description = {
      "Measure how cost grows with layers, width, length, batch and stages, one at a time, on random",
      "weights: reading prompts and reading a new token of each, the output of every block kept in",
      "memory. Beside each stands what the machine does at most, measured in the same run, and the",
      "share of the nearer bound that is reached: the product of large matrices, or reading as much",
      "memory."
    })
final class BenchGrowthCommand extends JobCommand<BenchGrowthRequest> {
  private static final int MOST = 1_000_000;

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      defaultValue = "layers=8,width=512,ffn=1408,heads=8,kv=4,vocab=8192",
      description = "The sizes of which one grows (default: ${DEFAULT-VALUE}).")
  private String shape;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "256",
      description = "Tokens of each prompt where these do not grow (default: ${DEFAULT-VALUE}).")
  private int tokens;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "4",
      description = "Prompts side by side where these do not grow (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--axes",
      split = ",",
      paramLabel = "AXIS",
      defaultValue = "layers,width,length,batch,stages",
      description = "What grows, one after the other (default: ${DEFAULT-VALUE}).")
  private List<String> axes;

  @Option(
      names = "--layers",
      split = ",",
      paramLabel = "N",
      defaultValue = "2,4,8,16",
      description = "Layers (default: ${DEFAULT-VALUE}).")
  private List<Integer> layers;

  @Option(
      names = "--widths",
      split = ",",
      paramLabel = "N",
      defaultValue = "128,256,512,1024",
      description = "Widths; heads and MLP in proportion (default: ${DEFAULT-VALUE}).")
  private List<Integer> widths;

  @Option(
      names = "--lengths",
      split = ",",
      paramLabel = "N",
      defaultValue = "64,256,1024",
      description = "Tokens of each prompt (default: ${DEFAULT-VALUE}).")
  private List<Integer> lengths;

  @Option(
      names = "--batches",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,4,16",
      description = "Prompts side by side (default: ${DEFAULT-VALUE}).")
  private List<Integer> batches;

  @Option(
      names = "--stages",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,2,3",
      description = "Stages, threads of one process (default: ${DEFAULT-VALUE}).")
  private List<Integer> stages;

  @Mixin private SecondsOption duration;

  @Option(
      names = "--pictures",
      paramLabel = "DIR",
      description = "A folder for one picture an axis, as SVG files.")
  private Path pictures;

  @Mixin private JsonOption lines;

  BenchGrowthCommand(Shell shell) {
    super(shell);
  }

  @Override
  BenchGrowthRequest request(Path warehouse) {
    Map<GrowthAxis, List<Integer>> chosen = new LinkedHashMap<>();
    for (String name : axes) {
      GrowthAxis axis = GrowthAxis.of(name);
      chosen.put(axis, values(axis));
    }
    return new BenchGrowthRequest(
        new GrowthBenchmark.Order(
            ShapeSpec.parse(shape),
            Inputs.within("--tokens", tokens, 1, MOST),
            Inputs.within("--batch", batch, 1, MOST),
            chosen,
            duration.seconds(),
            Optional.ofNullable(pictures).map(Inputs::pictures),
            lines.json()));
  }

  private List<Integer> values(GrowthAxis axis) {
    return switch (axis) {
      case LAYERS -> within("--layers", layers);
      case WIDTH -> within("--widths", widths);
      case LENGTH -> within("--lengths", lengths);
      case BATCH -> within("--batches", batches);
      case STAGES -> within("--stages", stages);
    };
  }

  private static List<Integer> within(String option, List<Integer> values) {
    return values.stream()
        .map(value -> Inputs.within(option, value, 1, MOST))
        .distinct()
        .sorted()
        .toList();
  }

  @Override
  int run(BenchGrowthRequest request, Jobs jobs, JobContext context) {
    jobs.benchGrowth(request, context);
    return 0;
  }
}
