package io.stratalens.workers.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.workers.Fixtures;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.model.ModelConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Agreement with Hugging Face transformers, at the tolerance of DESIGN section 13. */
class ParityTest {
  @ParameterizedTest
  @CsvSource({
    "fixtures/llama-random, fixtures/llama-random/golden.safetensors",
    "fixtures/qwen3-random, fixtures/qwen3-random/golden.safetensors",
    "fixtures/mistral-random, fixtures/mistral-random/golden.safetensors",
    "fixtures/qwen2-random, fixtures/qwen2-random/golden.safetensors",
    "models/mood-llama, fixtures/mood-llama/lens.safetensors",
    "models/mood-qwen3, fixtures/mood-qwen3/lens.safetensors"
  })
  void theModelAgreesWithTransformers(String model, String golden) {
    // Six sites, each at the last position and at all of them.
    assertAgrees(Fixtures.shared(model), golden, model.endsWith("-random") ? 6 * 2 : 0);
  }

  @Test
  @EnabledIfSystemProperty(named = Fixtures.SMOLLM2, matches = ".+")
  void theRealModelAgreesWithTransformers() {
    assertAgrees(Fixtures.smollm2(), "fixtures/smollm2/lens.safetensors", 0);
  }

  private static void assertAgrees(Path folder, String golden, int steeredCases) {
    ModelConfig config = ModelConfig.read(folder);
    try (Checkpoint checkpoint = Checkpoint.open(folder);
        Checkpoint reference = Checkpoint.open(Fixtures.shared(golden));
        StageEngine engine =
            StageEngine.load(checkpoint, config, StageSlice.whole(config.layers()))) {
      ParityCheck check = new ParityCheck(engine, reference, 1e-4);
      List<Finding> findings = check.run();
      assertThat(findings).isNotEmpty().allMatch(Finding::passed);
      assertThat(check.unknownTensors()).isEmpty();
      List<String> steered =
          reference.names().stream()
              .filter(name -> name.matches("steer\\..+\\.(last|all)\\.logits"))
              .map(name -> name.replace(".logits", ""))
              .toList();
      assertThat(findings)
          .extracting(Finding::name)
          .filteredOn(name -> name.startsWith("steer."))
          .containsExactlyInAnyOrderElementsOf(steered);
      assertThat(steered).hasSize(steeredCases);
      assertThat(findings)
          .filteredOn(finding -> finding.name().equals("greedy"))
          .singleElement()
          .satisfies(greedy -> assertContinued(greedy.note(), reference));
    }
  }

  /** Every token of the continuations is compared, but for those behind a near-tie that is told. */
  private static void assertContinued(String note, Checkpoint reference) {
    List<String> continuations =
        reference.names().stream().filter(name -> name.matches("p\\d+\\.greedy")).toList();
    assertThat(continuations).hasSize(3);
    long all = continuations.stream().mapToLong(name -> reference.longs(name).length).sum();
    Matcher compared = Pattern.compile("(\\d+) tokens compared$").matcher(note);
    assertThat(compared.find()).as(note).isTrue();
    assertThat(Long.parseLong(compared.group(1)))
        .as(note)
        .isBetween(note.contains("near-tie") ? 1 : all, all);
  }
}
