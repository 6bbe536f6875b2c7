package io.stratalens.workers.model;

import java.util.Optional;

/**
 * Reads the rotary embedding in both dialects of config.json: rope_theta with rope_scaling, and
 * rope_parameters. Where both speak, the order is that of transformers.
 */
final class RopeReader {
  private static final double DEFAULT_THETA = 10_000;
  private static final int MOST_POSITIONS = Integer.MAX_VALUE;
  private static final String ORIGINAL = "original_max_position_embeddings";
  private static final String PARTIAL = "partial_rotary_factor";

  private final ConfigFields config;
  private final ConfigFields scaling;

  private RopeReader(ConfigFields config, ConfigFields scaling) {
    this.config = config;
    this.scaling = scaling;
  }

  static RopeScaling read(ConfigFields config, int maxPositions) {
    ConfigFields scaling =
        config
            .object("rope_scaling")
            .filter(fields -> !fields.node().isEmpty())
            .or(() -> config.object("rope_parameters"))
            .orElseGet(() -> new ConfigFields(config.source(), "", config.node().objectNode()));
    return new RopeReader(config, scaling).read(maxPositions);
  }

  private RopeScaling read(int maxPositions) {
    refuseOtherThanOne(config, PARTIAL);
    refuseOtherThanOne(scaling, PARTIAL);
    refuseNested(scaling);
    // transformers scales by this in kinds that are not read here, and passes over it in others.
    refuseOtherThanOne(scaling, "attention_factor");
    double theta =
        scaling.number("rope_theta").or(() -> config.number("rope_theta")).orElse(DEFAULT_THETA);
    return switch (type()) {
      case DEFAULT -> {
        // A factor that no kind of scaling uses is a lost rope_type rather than a wish for none.
        refuseOtherThanOne(scaling, "factor");
        yield RopeScaling.none(theta);
      }
      case LINEAR -> RopeScaling.linear(theta, scaling.requiredNumber("factor"));
      case LLAMA3 ->
          new RopeScaling(
              RopeType.LLAMA3,
              theta,
              scaling.requiredNumber("factor"),
              scaling.requiredNumber("low_freq_factor"),
              scaling.requiredNumber("high_freq_factor"),
              config
                  .optionalCount(ORIGINAL, MOST_POSITIONS)
                  .or(() -> scaling.optionalCount(ORIGINAL, MOST_POSITIONS))
                  .orElse(maxPositions));
    };
  }

  private RopeType type() {
    // "type" is what rope_type was called before transformers 4.45.
    String field = scaling.value("rope_type").isPresent() ? "rope_type" : "type";
    Optional<String> label = scaling.text(field);
    return label
        .map(
            name ->
                RopeType.of(name)
                    .orElseThrow(
                        () ->
                            scaling.refused(
                                field, "is not one of default, linear and llama3", name)))
        .orElse(RopeType.DEFAULT);
  }

  private static void refuseOtherThanOne(ConfigFields fields, String name) {
    fields
        .number(name)
        .filter(factor -> factor != 1)
        .ifPresent(
            factor -> {
              throw fields.refused(name, "is not 1, the only one supported here", factor);
            });
  }

  private static void refuseNested(ConfigFields scaling) {
    scaling.node().properties().stream()
        .filter(entry -> entry.getValue().isObject())
        .findFirst()
        .ifPresent(
            entry -> {
              throw scaling.refused(
                  entry.getKey(), "differs by kind of layer, unsupported", entry.getValue());
            });
  }
}
