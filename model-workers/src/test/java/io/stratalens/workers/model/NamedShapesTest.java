package io.stratalens.workers.model;

import static io.stratalens.workers.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.workers.checkpoint.StoredType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NamedShapesTest {
  // Counted with transformers from the published configurations.
  @ParameterizedTest
  @CsvSource({
    "llama-3.1-8b, 8030261248, 32",
    "llama-3.1-70b, 70553706496, 80",
    "qwen3-4b, 4022468096, 36",
    "qwen3-14b, 14768307200, 40",
    "qwen3-32b, 32762123264, 64"
  })
  void aShapeHasThePublishedNumberOfParameters(String name, long parameters, int layers) {
    ModelConfig config = NamedShapes.of(name).orElseThrow();
    assertThat(new ParameterInventory(config).parameters()).isEqualTo(parameters);
    assertThat(config.layers()).isEqualTo(layers);
    assertThat(config.storedType()).isEqualTo(StoredType.BF16);
  }

  @Test
  void everyNameHasAShape() {
    assertThat(NamedShapes.names()).hasSize(5).allMatch(name -> NamedShapes.of(name).isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "layers=2,width=64,ffn=8,heads=4,kv=3,vocab=8",
        "layers=2,width=12,ffn=8,heads=4,kv=2,vocab=8",
        "layers=2,width=10,ffn=8,heads=4,kv=2,vocab=8",
        "layers=2,width=64,ffn=8,heads=4,kv=2",
        "llama-9b"
      })
  void aShapeThatNoModelHasIsRefusedAsAShape(String shape) {
    assertRefused(() -> ShapeSpec.parse(shape), "shape", shape);
  }

  @Test
  void anUnknownNameHasNone() {
    assertThat(NamedShapes.of("llama-3.1-405b")).isEmpty();
  }

  @Test
  void llamasScaleTheirRotaryEmbedding() {
    assertThat(NamedShapes.of("llama-3.1-8b").orElseThrow().rope())
        .isEqualTo(new RopeScaling(RopeType.LLAMA3, 500_000, 8, 1, 4, 8192));
  }
}
