package io.stratalens.workers.model;

import io.stratalens.workers.checkpoint.StoredType;
import io.stratalens.workers.input.StrictJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads a ModelConfig with the defaults of transformers 5. */
final class ConfigReader {
  // Far above any model, and low enough that no product of them leaves 64 bits.
  private static final int MOST_LAYERS = 1 << 10;
  private static final int MOST_HEADS = 1 << 12;
  private static final int MOST_WIDTH = 1 << 20;
  private static final int MOST_FEED_FORWARD = 1 << 22;
  private static final int MOST_TOKENS = 1 << 24;

  // float32, in which transformers multiplies positions by frequencies, counts exactly up to here.
  private static final int MOST_POSITIONS = 1 << 24;

  private static final double DEFAULT_EPSILON = 1e-6;
  private static final String END = "eos_token_id";
  private static final Map<String, StoredType> TYPES =
      Map.of("float32", StoredType.F32, "float16", StoredType.F16, "bfloat16", StoredType.BF16);

  private final ConfigFields fields;
  private final Optional<ConfigFields> generation;

  private ConfigReader(ConfigFields fields, Optional<ConfigFields> generation) {
    this.fields = fields;
    this.generation = generation;
  }

  static ModelConfig read(Path folder) {
    Path generation = folder.resolve("generation_config.json");
    return new ConfigReader(
            fields(folder.resolve("config.json")),
            Files.exists(generation) ? Optional.of(fields(generation)) : Optional.empty())
        .read();
  }

  /** A model of which there is only a config.json. */
  static ModelConfig read(ConfigFields fields) {
    return new ConfigReader(fields, Optional.empty()).read();
  }

  private static ConfigFields fields(Path file) {
    return new ConfigFields(file, "", StrictJson.object(file));
  }

  private ModelConfig read() {
    ModelFamily family = family();
    refuseWhatIsNotComputed(family);
    int width = fields.count("hidden_size", MOST_WIDTH);
    int heads = fields.count("num_attention_heads", MOST_HEADS);
    int layers = fields.count("num_hidden_layers", MOST_LAYERS);
    int maxPositions =
        fields
            .optionalCount("max_position_embeddings", MOST_POSITIONS)
            .orElse(family.maxPositions());
    boolean biased = fields.flag("attention_bias");
    boolean mayBeBiased = family == ModelFamily.LLAMA || family == ModelFamily.QWEN3;
    checkLayerTypes(family, layers);
    return new ModelConfig(
        family,
        layers,
        width,
        heads,
        keyValueHeads(family, heads),
        headDim(family, width, heads),
        fields.count("intermediate_size", MOST_FEED_FORWARD),
        fields.count("vocab_size", MOST_TOKENS),
        normEpsilon(),
        fields.flag("tie_word_embeddings"),
        family == ModelFamily.QWEN2 || (mayBeBiased && biased),
        mayBeBiased && biased,
        family == ModelFamily.LLAMA && fields.flag("mlp_bias"),
        family == ModelFamily.QWEN3,
        RopeReader.read(fields, maxPositions),
        maxPositions,
        endOfSequence(),
        slidingWindow(family),
        storedType());
  }

  private ModelFamily family() {
    Optional<String> type = fields.text("model_type");
    List<String> architectures = fields.texts("architectures").orElse(List.of());
    if (architectures.isEmpty() && type.isEmpty()) {
      throw fields.missing("architectures");
    }
    // A configuration without architectures is what transformers goes by model_type for.
    ModelFamily family =
        Arrays.stream(ModelFamily.values())
            .filter(
                candidate ->
                    architectures.isEmpty()
                        ? type.get().equals(candidate.modelType())
                        : architectures.equals(List.of(candidate.architecture())))
            .findFirst()
            .orElseThrow(
                () ->
                    fields.refused(
                        architectures.isEmpty() ? "model_type" : "architectures",
                        "is not one of " + ModelFamily.architectures(),
                        architectures.isEmpty() ? type.get() : String.join(", ", architectures)));
    if (type.isPresent() && !type.get().equals(family.modelType())) {
      throw fields.refused(
          "model_type", "contradicts the architecture " + family.architecture(), type.get());
    }
    return family;
  }

  private void refuseWhatIsNotComputed(ModelFamily family) {
    String activation = fields.text("hidden_act").orElse("silu");
    if (!activation.equals("silu")) {
      throw fields.refused("hidden_act", "is not silu, the only one supported", activation);
    }
    ForeignFields.refuse(fields, family);
    if (family != ModelFamily.MISTRAL && fields.flag("use_sliding_window")) {
      throw fields.refused("use_sliding_window", "is unsupported", true);
    }
  }

  // Mistral goes by sliding_window alone, whatever the list says.
  private void checkLayerTypes(ModelFamily family, int layers) {
    List<String> types = fields.texts("layer_types").orElse(List.of());
    if (!types.isEmpty() && types.size() != layers) {
      throw fields.refused("layer_types", "has not one entry per layer", types.size());
    }
    types.stream()
        .filter(type -> !type.equals("full_attention"))
        .filter(type -> family != ModelFamily.MISTRAL || !type.equals("sliding_attention"))
        .findFirst()
        .ifPresent(
            type -> {
              throw fields.refused("layer_types", "has an unsupported kind of layer", type);
            });
  }

  private int keyValueHeads(ModelFamily family, int heads) {
    OptionalInt absent =
        fields.mentions("num_key_value_heads") ? OptionalInt.empty() : family.keyValueHeads();
    return fields.optionalCount("num_key_value_heads", MOST_HEADS).orElse(absent.orElse(heads));
  }

  private int headDim(ModelFamily family, int width, int heads) {
    return fields
        .optionalCount("head_dim", MOST_HEADS)
        .orElseGet(
            () -> {
              if (family.headDim().isPresent()) {
                return family.headDim().getAsInt();
              }
              if (width % heads != 0) {
                throw fields.refused(
                    "hidden_size", "is not a multiple of num_attention_heads, " + heads, width);
              }
              return width / heads;
            });
  }

  private double normEpsilon() {
    double epsilon = fields.number("rms_norm_eps").orElse(DEFAULT_EPSILON);
    if (epsilon <= 0 || epsilon >= 1) {
      throw fields.refused("rms_norm_eps", "is not between 0 and 1", epsilon);
    }
    return epsilon;
  }

  // Ids beyond the vocabulary occur in published checkpoints and are never generated.
  private List<Long> endOfSequence() {
    return generation
        .flatMap(settings -> settings.ids(END))
        .or(() -> fields.ids(END))
        .orElse(List.of());
  }

  private OptionalInt slidingWindow(ModelFamily family) {
    if (family != ModelFamily.MISTRAL || !fields.mentions("sliding_window")) {
      return family.slidingWindow();
    }
    return fields
        .optionalCount("sliding_window", Integer.MAX_VALUE)
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  private StoredType storedType() {
    String field = fields.value("dtype").isPresent() ? "dtype" : "torch_dtype";
    String name = fields.text(field).orElse("float32");
    return Optional.ofNullable(TYPES.get(name))
        .orElseThrow(
            () -> fields.refused(field, "is not one of float32, float16 and bfloat16", name));
  }
}
