package io.stratalens.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.model.ShapeSpec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaselineBenchmarkTest {
  private static final String SMALL = "layers=2,width=32,ffn=64,heads=4,kv=2,vocab=96";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<String> said = new ArrayList<>();

  @Test
  void everyMethodHasALineAtEveryLength() {
    run(new BaselineBenchmark.Order(List.of(16, 40), List.of(1, 3), 1 << 30, Set.of(), false));

    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).filteredOn(line -> line.matches("B0 +1 +(16|40) .*")).hasSize(2);
    assertThat(lines).filteredOn(line -> line.matches("stratalens +3 +(16|40) .*")).hasSize(2);
    assertThat(lines)
        .filteredOn(line -> line.contains("times B0's tokens/s with the lens"))
        .hasSize(4);
    assertThat(lines).filteredOn(line -> line.contains("the speed of products")).hasSize(6);
    assertThat(lines).hasSize(2 + 2 * (6 + 3 + 2));
  }

  @Test
  void whatTheBaselineCannotKeepIsLeftOutAndSaid() {
    // Eight components of two layers, 40 rows of 96 logits.
    run(new BaselineBenchmark.Order(List.of(40), List.of(1), 8 * 40 * 96 * 4 - 1, Set.of(), true));

    assertThat(said)
        .contains("B0 at 40 tokens is left out: its logits are 122,880 bytes, above 122,879");
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .hasSize(4)
        .allMatch(line -> line.startsWith("{\"method\": "));
  }

  @Test
  void ratiosAreThoseOfRatesAndOfMemory() {
    MethodResult baseline = new MethodResult("B0", 1, 64, 1, 4, 0, 0, 700);
    MethodResult own = new MethodResult("stratalens", 2, 64, 20, 8, 2, 1, 100);

    assertThat(own.against(baseline))
        .isEqualTo(
            "stratalens, batch 2, 64 tokens: 8 times B0's tokens/s with the lens, 10 times without;"
                + " B0 takes 7.0 times its memory");
  }

  @Test
  void theBaselineHoldsAtLeastTheLogitsThatItKeeps() {
    run(new BaselineBenchmark.Order(List.of(40), List.of(1), 1 << 30, Set.of(), true));

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.contains("\"B0\""))
        .singleElement()
        .satisfies(
            line ->
                assertThat(Long.parseLong(line.replaceAll(".*\"extra_bytes\": (\\d+).*", "$1")))
                    .isGreaterThanOrEqualTo(8 * 40 * 96 * 4));
  }

  @Test
  void sequencesBeyondTheContextAreRefusedBeforeAnythingRuns() {
    assertThatThrownBy(
            () ->
                run(
                    new BaselineBenchmark.Order(
                        List.of(16, 10_000_000), List.of(1), 1, Set.of(), false)))
        .hasMessageContaining("Cannot measure sequences of 10000000 tokens");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void withoutADeferredLensEveryStepReadsIt() {
    run(
        new BaselineBenchmark.Order(
            List.of(16), List.of(3), 1, Set.of(Ablation.DEFERRED_LENS), false));

    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).filteredOn(line -> line.matches("stratalens-in-step +3 +16 .*")).hasSize(1);
    assertThat(lines).noneMatch(line -> line.startsWith("stratalens "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-9b",
        "layers=2,width=32",
        "layers=0,width=32,ffn=64,heads=4,kv=2,vocab=96",
        "layers=2,width=33,ffn=64,heads=4,kv=2,vocab=96",
        "layers=2,width=32,ffn=64,heads=4,kv=2,vocab=96,depth=3"
      })
  void anUnknownShapeIsRefused(String shape) {
    assertThatThrownBy(() -> ShapeSpec.parse(shape)).hasMessageContaining(": " + shape);
  }

  private void run(BaselineBenchmark.Order order) {
    ModelConfig config = ShapeSpec.parse(SMALL);
    try (StageEngine engine = StageEngine.random(config, StageSlice.whole(config.layers()), 1);
        PrintStream results = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      new BaselineBenchmark(engine, said::add, results).run(order);
    }
  }
}
