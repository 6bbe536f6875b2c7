package io.stratalens.workers.model;

import static io.stratalens.workers.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.Fixtures;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.checkpoint.SafetensorsWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ParameterInventoryTest {
  private static final String BIAS = "model.layers.1.self_attn.o_proj.bias";

  @TempDir private Path folder;

  // The sums are total_parameters of the sharded models' indexes, as transformers wrote them.
  @ParameterizedTest
  @CsvSource({"llama-random, 342848", "qwen2-random, 264512"})
  void theRandomModelsHaveTheParametersOfTheirIndex(String name, long parameters) {
    ParameterInventory inventory = inventory(Fixtures.shared("fixtures/" + name));
    assertThat(inventory.parameters()).isEqualTo(parameters);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-random", "qwen3-random", "mistral-random", "qwen2-random"})
  void theInventoryIsExactlyWhatARandomModelHolds(String name) {
    assertExact(Fixtures.shared("fixtures/" + name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mood-llama", "mood-qwen3"})
  void theInventoryIsExactlyWhatAnEmbeddedModelHolds(String name) {
    assertExact(Fixtures.model(name));
  }

  @ParameterizedTest
  @EnumSource(ModelFamily.class)
  void everyFamilyPassesWithAllBiases(ModelFamily family) {
    ModelConfig config = config(family, "{\"attention_bias\": true, \"mlp_bias\": true}");
    try (Checkpoint checkpoint = checkpoint(config, spec -> spec)) {
      assertThatCode(() -> new ParameterInventory(config).check(checkpoint))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void aBiasedLayerListsItsBiases() {
    ModelConfig config =
        config(ModelFamily.LLAMA, "{\"attention_bias\": true, \"mlp_bias\": true}");
    assertThat(new ParameterInventory(config).layer(1))
        .hasSize(16)
        .contains(
            ParameterSpec.of(BIAS, 64),
            ParameterSpec.of("model.layers.1.self_attn.k_proj.bias", 64),
            ParameterSpec.of("model.layers.1.mlp.up_proj.bias", 96),
            ParameterSpec.of("model.layers.1.mlp.down_proj.weight", 64, 96));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.embed_tokens.weight",
        "model.layers.1.self_attn.q_norm.weight",
        "model.layers.0.mlp.down_proj.weight",
        "model.norm.weight",
        "lm_head.weight"
      })
  void aMissingTensorIsRefusedByName(String name) {
    ModelConfig config = config(ModelFamily.QWEN3, "{}");
    try (Checkpoint checkpoint =
        checkpoint(config, spec -> spec.name().equals(name) ? null : spec)) {
      assertRefused(() -> new ParameterInventory(config).check(checkpoint), name);
    }
  }

  @Test
  void aTensorOfAnotherShapeIsRefusedWithBothShapes() {
    String name = "model.layers.1.self_attn.k_proj.weight";
    ModelConfig config = config(ModelFamily.LLAMA, "{}");
    try (Checkpoint checkpoint =
        checkpoint(
            config, spec -> spec.name().equals(name) ? ParameterSpec.of(name, 32, 64) : spec)) {
      assertRefused(
          () -> new ParameterInventory(config).check(checkpoint), name, "[64, 64]", "[32, 64]");
    }
  }

  @ParameterizedTest
  @CsvSource({"I64, 8", "F64, 8", "F8_E4M3, 1"})
  void weightsOfAnotherTypeAreRefused(String dtype, int bytes) {
    ModelConfig config = config(ModelFamily.LLAMA, "{}");
    SafetensorsWriter writer = new SafetensorsWriter();
    add(writer, config, spec -> spec.name().equals("model.norm.weight") ? null : spec);
    writer.raw("model.norm.weight", dtype, List.of(64L), new byte[64 * bytes]);
    try (Checkpoint checkpoint = open(writer)) {
      assertRefused(
          () -> new ParameterInventory(config).check(checkpoint), "model.norm.weight", dtype);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        BIAS,
        "model.layers.0.self_attn.q_norm.weight",
        "model.layers.2.input_layernorm.weight",
        "model.layers.0.mlp.experts.0.up_proj.weight",
        "model.layers.0.self_attn.q_proj.weight_scale",
        "lm_head.bias"
      })
  void aTensorThatWouldSilentlyBeLeftOutIsRefused(String name) {
    ModelConfig config = config(ModelFamily.LLAMA, "{}");
    try (Checkpoint checkpoint = withExtra(config, name)) {
      assertRefused(() -> new ParameterInventory(config).check(checkpoint), name);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"model.layers.0.self_attn.rotary_emb.inv_freq", "visual.patch_embed.weight"})
  void aTensorThatChangesNothingIsIgnored(String name) {
    ModelConfig config = config(ModelFamily.LLAMA, "{\"tie_word_embeddings\": true}");
    try (Checkpoint checkpoint = withExtra(config, name)) {
      assertThatCode(() -> new ParameterInventory(config).check(checkpoint))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void anUnembeddingStoredBesideTheEmbeddingItIsTiedToIsFineWhereBothAreEqual() {
    try (Checkpoint checkpoint = tiedWithHead(VectorType.F32, List.of(100L, 64L), 0)) {
      assertThatCode(() -> tied().check(checkpoint)).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @CsvSource({"F32, 100, 64, 1", "BF16, 100, 64, 0", "F32, 64, 100, 0", "F32, 1, 64, 0"})
  void anUnembeddingThatContradictsTheEmbeddingItIsTiedToIsRefused(
      VectorType type, long rows, long columns, float last) {
    try (Checkpoint checkpoint = tiedWithHead(type, List.of(rows, columns), last)) {
      assertRefused(
          () -> tied().check(checkpoint),
          "lm_head.weight",
          "model.embed_tokens.weight",
          "tie_word_embeddings",
          type + " [" + rows + ", " + columns + "]");
    }
  }

  private ParameterInventory tied() {
    return new ParameterInventory(config(ModelFamily.LLAMA, "{\"tie_word_embeddings\": true}"));
  }

  /** A model of zeros with an unembedding of zeros, but for its last value. */
  private Checkpoint tiedWithHead(VectorType type, List<Long> shape, float last) {
    float[] head = new float[Math.toIntExact(shape.get(0) * shape.get(1))];
    head[head.length - 1] = last;
    SafetensorsWriter writer = new SafetensorsWriter();
    add(writer, config(ModelFamily.LLAMA, "{\"tie_word_embeddings\": true}"), spec -> spec);
    return open(writer.encoded("lm_head.weight", type, shape, head));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2})
  void aLayerThatTheModelLacksIsRefused(int layer) {
    ParameterInventory inventory = new ParameterInventory(config(ModelFamily.LLAMA, "{}"));
    assertRefused(() -> inventory.layer(layer), Integer.toString(layer));
  }

  private static void assertExact(Path model) {
    ParameterInventory inventory = inventory(model);
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      inventory.check(checkpoint);
      assertThat(inventory.all().stream().map(ParameterSpec::name))
          .containsExactlyInAnyOrderElementsOf(checkpoint.names());
    }
  }

  private static ParameterInventory inventory(Path model) {
    return new ParameterInventory(ModelConfig.read(model));
  }

  private ModelConfig config(ModelFamily family, String overlay) {
    return ModelConfig.read(ConfigFolder.write(folder, family.architecture(), overlay));
  }

  private Checkpoint withExtra(ModelConfig config, String name) {
    SafetensorsWriter writer = new SafetensorsWriter();
    add(writer, config, spec -> spec);
    return open(writer.floats(name, List.of(1L), 1));
  }

  private Checkpoint checkpoint(ModelConfig config, UnaryOperator<ParameterSpec> change) {
    SafetensorsWriter writer = new SafetensorsWriter();
    add(writer, config, change);
    return open(writer);
  }

  private Checkpoint open(SafetensorsWriter writer) {
    writer.write(folder.resolve("model.safetensors"));
    return Checkpoint.open(folder);
  }

  /** A change to null leaves the tensor out. */
  private static void add(
      SafetensorsWriter writer, ModelConfig config, UnaryOperator<ParameterSpec> change) {
    for (ParameterSpec spec : new ParameterInventory(config).all()) {
      ParameterSpec changed = change.apply(spec);
      if (changed != null) {
        float[] values = new float[Math.toIntExact(changed.parameters())];
        writer.floats(changed.name(), changed.shape(), values);
      }
    }
  }
}
