package io.stratalens.jobs.cli;

import io.stratalens.jobs.capture.StageOrder;
import io.stratalens.jobs.runs.GenerationSpec;
import io.stratalens.jobs.steering.SteeringOrder;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.sampling.Sampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** How tokens are chosen and what ends a generation. */
final class GenerationOptions {
  /** Prompts in progress together where nothing is said. */
  static final int ROWS = 8;

  static final int MOST_MICROBATCHES = 10_000;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "Divides the logits; 0 takes the likeliest token (default: 0).")
  private Double temperature;

  @Option(
      names = "--sample-top-k",
      paramLabel = "K",
      description = "Samples among the K likeliest tokens (default: among all).")
  private Integer topK;

  @Option(
      names = "--sample-top-p",
      paramLabel = "P",
      description = "Samples among the likeliest tokens that have P of the probability together.")
  private Double topP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "R",
      description = "Above 1 makes tokens less likely that the text has already (default: 1).")
  private Double repetitionPenalty;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "The same seed gives the same text, whatever the batch (default: 0).")
  private Long seed;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "Ends a generation before this text; may be given several times.")
  private List<String> stop = new ArrayList<>();

  @Option(
      names = "--stop-id",
      paramLabel = "ID",
      description = "A token id that ends a generation; may be given several times.")
  private List<Integer> stopIds = new ArrayList<>();

  @Option(
      names = "--ignore-end",
      description = "Goes on behind the model's own end-of-sequence tokens.")
  private boolean ignoreEnd;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description =
          "Prompts of a microbatch in progress together; one that ends makes room (default: 8).")
  private Integer rows;

  @Option(
      names = "--microbatches",
      paramLabel = "N",
      description =
          "Microbatches in progress in turn (default: one for each stage). The same number gives the"
              + " same bits, however many stages.")
  private Integer microbatches;

  @Option(
      names = "--steer",
      paramLabel = "STEERING",
      description = {
        "Changes a site of a layer meanwhile, also while prompts are only read: "
            + SteeringOrder.HELP
            + ".",
        "The vector may also be id:VECTOR_ID, or row:RUN/PROMPT/POSITION of stored activations;"
            + " operations are add, normalised, norm-matched, ablate, clamp and replace. May be"
            + " given several times; they apply in that order."
      })
  private List<String> steering = new ArrayList<>();

  /** Whether any of them was given that says something of a generation alone. */
  boolean given() {
    return temperature != null
        || topK != null
        || topP != null
        || repetitionPenalty != null
        || seed != null
        || !stop.isEmpty()
        || !stopIds.isEmpty()
        || ignoreEnd
        || rows != null
        || microbatches != null;
  }

  /** What is changed meanwhile. */
  List<SteeringOrder> steering() {
    return steering.stream().map(SteeringOrder::parse).toList();
  }

  /** The generation of so many tokens at most, by the model of a folder. */
  GenerationSpec spec(int newTokens, Path model, StageOrder stages) {
    GenerationSpec spec = spec(newTokens, stages.stages().orElse(1));
    return ignoreEnd ? spec : spec.endingAsThe(ModelConfig.read(model));
  }

  private GenerationSpec spec(int newTokens, int stages) {
    double warmth = temperature == null ? 0 : temperature;
    if (warmth == 0 && (topK != null || topP != null || seed != null)) {
      throw StratalensException.invalid(
          "Cannot use --sample-top-k, --sample-top-p or --seed because nothing is sampled:"
              + " --temperature %s. Give a temperature above 0.",
          warmth);
    }
    return new GenerationSpec(
        newTokens,
        new Sampling(
            warmth,
            topK == null ? 0 : topK,
            topP == null ? 1 : topP,
            repetitionPenalty == null ? 1 : repetitionPenalty,
            seed == null ? 0 : seed),
        stop,
        stopIds,
        Inputs.within("--rows", rows == null ? ROWS : rows, 1, 100_000),
        Inputs.within(
            "--microbatches", microbatches == null ? stages : microbatches, 1, MOST_MICROBATCHES),
        List.of());
  }

  /** What {@code --generate} asks for; its companions without it are refused. */
  static Optional<GenerationSpec> of(
      OptionalInt newTokens, GenerationOptions options, Path model, StageOrder stages) {
    if (newTokens.isEmpty() && options.given()) {
      throw StratalensException.invalid(
          "Cannot sample because nothing is generated: --generate is missing. Add --generate N.");
    }
    return newTokens.isEmpty()
        ? Optional.empty()
        : Optional.of(options.spec(newTokens.getAsInt(), model, stages));
  }
}
