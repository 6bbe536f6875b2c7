package io.stratalens.workers.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.workers.Fixtures;
import io.stratalens.workers.checkpoint.StoredType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelConfigTest {
  @TempDir private Path folder;

  @Test
  void theOlderDialectIsRead() {
    assertThat(ModelConfig.read(Fixtures.shared("fixtures/llama-random")))
        .isEqualTo(
            new ModelConfig(
                ModelFamily.LLAMA,
                6,
                64,
                4,
                2,
                16,
                176,
                512,
                1e-5,
                false,
                false,
                false,
                false,
                false,
                new RopeScaling(RopeType.LLAMA3, 500_000, 8, 1, 4, 32),
                256,
                List.of(1L),
                OptionalInt.empty(),
                StoredType.F32));
  }

  @Test
  void theNewerDialectIsRead() {
    assertThat(ModelConfig.read(Fixtures.shared("fixtures/qwen2-random")))
        .isEqualTo(
            new ModelConfig(
                ModelFamily.QWEN2,
                5,
                64,
                4,
                2,
                16,
                176,
                512,
                1e-6,
                true,
                true,
                false,
                false,
                false,
                RopeScaling.linear(1_000_000, 4),
                256,
                List.of(1L, 2L),
                OptionalInt.empty(),
                StoredType.BF16));
  }

  @Test
  void headsNeedNotFillTheWidth() {
    ModelConfig mistral = ModelConfig.read(Fixtures.shared("fixtures/mistral-random"));
    assertThat(mistral.family()).isEqualTo(ModelFamily.MISTRAL);
    assertThat(mistral.headDim()).isEqualTo(24);
    assertThat(mistral.queryWidth()).isEqualTo(96);
    assertThat(mistral.keyValueWidth()).isEqualTo(48);
    assertThat(mistral.slidingWindow()).isEmpty();
    ModelConfig qwen3 = ModelConfig.read(Fixtures.shared("fixtures/qwen3-random"));
    assertThat(qwen3.queryKeyNorm()).isTrue();
    assertThat(qwen3.attentionBias()).isFalse();
    assertThat(qwen3.queryWidth()).isEqualTo(128);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mood-llama", "mood-qwen3"})
  void theEmbeddedModelsAreRead(String name) {
    ModelConfig config = ModelConfig.read(Fixtures.model(name));
    assertThat(config.layers()).isEqualTo(8);
    assertThat(config.vocabulary()).isEqualTo(569);
    assertThat(config.tied()).isTrue();
    assertThat(config.storedType()).isEqualTo(StoredType.BF16);
    assertThat(config.rope()).isEqualTo(RopeScaling.none(10_000));
  }

  // The expected values are those of LlamaConfig(), MistralConfig() and so on in transformers 5.
  @ParameterizedTest
  @CsvSource({
    "LLAMA, 32, 2, 2048, -1, false, false",
    "MISTRAL, 8, 2, 131072, 4096, false, false",
    "QWEN2, 32, 2, 32768, -1, true, false",
    "QWEN3, 32, 128, 32768, -1, false, true"
  })
  void absentFieldsTakeTheDefaultsOfTheFamily(
      ModelFamily family,
      int keyValueHeads,
      int headDim,
      int maxPositions,
      int window,
      boolean attentionBias,
      boolean queryKeyNorm) {
    ModelConfig config = read(family, "{}");
    assertThat(config.family()).isEqualTo(family);
    assertThat(config.keyValueHeads()).isEqualTo(keyValueHeads);
    assertThat(config.headDim()).isEqualTo(headDim);
    assertThat(config.maxPositions()).isEqualTo(maxPositions);
    assertThat(config.slidingWindow().orElse(-1)).isEqualTo(window);
    assertThat(config.attentionBias()).isEqualTo(attentionBias);
    assertThat(config.outputBias()).isFalse();
    assertThat(config.mlpBias()).isFalse();
    assertThat(config.queryKeyNorm()).isEqualTo(queryKeyNorm);
    assertThat(config.normEpsilon()).isEqualTo(1e-6);
    assertThat(config.tied()).isFalse();
    assertThat(config.rope()).isEqualTo(RopeScaling.none(10_000));
    assertThat(config.endOfSequence()).isEmpty();
    assertThat(config.storedType()).isEqualTo(StoredType.F32);
  }

  @ParameterizedTest
  @EnumSource(ModelFamily.class)
  void nullHeadsOfKeysAreAsManyAsOfQueries(ModelFamily family) {
    assertThat(read(family, "{\"num_key_value_heads\": null}").keyValueHeads()).isEqualTo(32);
  }

  @ParameterizedTest
  @CsvSource({
    "LLAMA, true, true, true",
    "MISTRAL, false, false, false",
    "QWEN2, true, false, false",
    "QWEN3, true, true, false"
  })
  void biasesAreThoseThatTheFamilyKnows(
      ModelFamily family, boolean attention, boolean output, boolean mlp) {
    ModelConfig config = read(family, "{\"attention_bias\": true, \"mlp_bias\": true}");
    assertThat(config.attentionBias()).isEqualTo(attention);
    assertThat(config.outputBias()).isEqualTo(output);
    assertThat(config.mlpBias()).isEqualTo(mlp);
  }

  @Test
  void aModelTypeStandsInForMissingArchitectures() {
    ModelConfig config =
        read(ModelFamily.LLAMA, "{\"architectures\": null, \"model_type\": \"qwen3\"}");
    assertThat(config.family()).isEqualTo(ModelFamily.QWEN3);
  }

  @ParameterizedTest
  @CsvSource({"4096, 4096", "null, -1"})
  void mistralKeepsItsSlidingWindow(String window, int expected) {
    ModelConfig config = read(ModelFamily.MISTRAL, "{\"sliding_window\": " + window + "}");
    assertThat(config.slidingWindow().orElse(-1)).isEqualTo(expected);
  }

  // Training settings, hints for other programs, and wishes that are switched off.
  @ParameterizedTest
  @EnumSource(ModelFamily.class)
  void fieldsThatChangeNoNumberAreIgnored(ModelFamily family) {
    String fields =
        """
        {"attention_dropout": 0.1, "initializer_range": 0.5, "pretraining_tp": 2, "use_cache": false,
         "pad_token_id": 3, "max_window_layers": 1, "quantization_config": null, "is_causal": true,
         "attn_logit_softcapping": null, "logit_scale": 1.0, "clip_qkv": null, "use_qk_norm": false,
         "rope_interleaved": false, "rope_scaling": {"rope_type": "default", "factor": 1.0},
         "partial_rotary_factor": 1.0, "per_layer_config": null, "_name_or_path": "a"}
        """;
    assertThat(read(family, fields)).isEqualTo(read(family, "{}"));
  }

  @Test
  void aSlidingWindowThatQwenDoesNotUseIsNone() {
    ModelConfig config =
        read(ModelFamily.QWEN2, "{\"sliding_window\": 8, \"use_sliding_window\": false}");
    assertThat(config.slidingWindow()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"rope_theta\": 7'                                                   | DEFAULT | 7 | 1",
        "'\"rope_theta\": 7, \"rope_scaling\": {}'                             | DEFAULT | 7 | 1",
        "'\"rope_theta\": 7, \"rope_scaling\": {\"type\": \"linear\", \"factor\": 2}' | LINEAR | 7 | 2",
        "'\"rope_scaling\": {\"rope_type\": \"linear\", \"factor\": 2.5}'      | LINEAR | 10000 | 2.5",
        "'\"rope_parameters\": {\"rope_theta\": 5}'                            | DEFAULT | 5 | 1",
        "'\"rope_theta\": 7, \"rope_parameters\": {\"rope_theta\": 5}'         | DEFAULT | 5 | 1",
        "'\"rope_parameters\": {\"rope_theta\": 5}, \"rope_scaling\": {\"type\": \"linear\", \"factor\": 3}' | LINEAR | 10000 | 3",
        "'\"rope_parameters\": {\"rope_theta\": 5}, \"rope_scaling\": null'    | DEFAULT | 5 | 1"
      })
  void bothDialectsOfTheRotaryEmbeddingMeetAsInTransformers(
      String fields, RopeType type, double theta, double factor) {
    RopeScaling rope = read(ModelFamily.LLAMA, "{" + fields + "}").rope();
    assertThat(rope.type()).isEqualTo(type);
    assertThat(rope.theta()).isEqualTo(theta);
    assertThat(rope.factor()).isEqualTo(factor);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                          | 2048",
        "'\"max_position_embeddings\": 99,'                          | 99",
        "'\"original_max_position_embeddings\": 55,'                 | 55"
      })
  void originalPositionsThatTheScalingLacksAreFoundAsInTransformers(String fields, int positions) {
    String scaling =
        "\"rope_parameters\": {\"rope_type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 1,"
            + " \"high_freq_factor\": 4}";
    RopeScaling rope = read(ModelFamily.LLAMA, "{" + fields + scaling + "}").rope();
    assertThat(rope.originalPositions()).isEqualTo(positions);
  }

  @Test
  void theGenerationConfigurationDecidesWhatEndsASequence() throws IOException {
    ConfigFolder.write(folder, "LlamaForCausalLM", "{\"eos_token_id\": 3}");
    assertThat(ModelConfig.read(folder).endOfSequence()).containsExactly(3L);
    Path generation = folder.resolve("generation_config.json");
    Files.writeString(generation, "{\"eos_token_id\": [5, 9]}");
    assertThat(ModelConfig.read(folder).endOfSequence()).containsExactly(5L, 9L);
    Files.writeString(generation, "{\"eos_token_id\": null}");
    assertThat(ModelConfig.read(folder).endOfSequence()).containsExactly(3L);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"torch_dtype\": \"float16\"', F16",
    "'\"dtype\": \"bfloat16\"', BF16",
    "'\"dtype\": \"bfloat16\", \"torch_dtype\": \"float16\"', BF16",
    "'\"dtype\": null, \"torch_dtype\": \"float16\"', F16"
  })
  void theStoredTypeIsReadInBothDialects(String fields, StoredType type) {
    assertThat(read(ModelFamily.LLAMA, "{" + fields + "}").storedType()).isEqualTo(type);
  }

  private ModelConfig read(ModelFamily family, String overlay) {
    return ModelConfig.read(ConfigFolder.write(folder, family.architecture(), overlay));
  }
}
