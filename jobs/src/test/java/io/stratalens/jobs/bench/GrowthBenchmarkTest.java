package io.stratalens.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stratalens.jobs.bench.GrowthResult.Phase;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.model.ShapeSpec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class GrowthBenchmarkTest {
  private static final ModelConfig SMALL =
      ShapeSpec.parse("layers=2,width=32,ffn=64,heads=4,kv=2,vocab=96");

  @TempDir private Path folder;

  @Test
  void everyPointHasALineOfBothPhasesAndADotInItsPicture() throws Exception {
    Map<GrowthAxis, List<Integer>> axes = Map.of(GrowthAxis.STAGES, List.of(1, 2));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream results = new PrintStream(out, true, StandardCharsets.UTF_8);
    new GrowthBenchmark(folder.resolve("absent"), line -> {}, results)
        .run(
            new GrowthBenchmark.Order(
                SMALL, 8, 2, axes, 1, Optional.of(folder.resolve("new")), false));

    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();

    assertThat(lines.get(0)).isEqualTo(GrowthResult.HEADER);
    assertThat(lines.stream().skip(1))
        .hasSize(4)
        .allMatch(line -> line.matches("stages +[12] (prefill|decode ) .* (product|memory) .*"));
    Document picture =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Files.newInputStream(folder.resolve("new/growth-stages.svg")));
    assertThat(picture.getElementsByTagName("circle").getLength()).isEqualTo(4);
    assertThat(picture.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve("new"));
    }
  }

  @Test
  void theLeastOfAShapeIsCountedByHand() {
    GrowthPoint point = new GrowthPoint(GrowthShape.of(SMALL), 8, 3, 1, 1);
    // Each layer: q 32x32, k and v 16x32, o 32x32, gate, up and down 64x32.
    int weights = 2 * (32 * 32 + 2 * 16 * 32 + 32 * 32 + 3 * 64 * 32);

    GrowthCost prompts = GrowthCost.prompts(point, Float.BYTES);
    assertThat(prompts.tokens()).isEqualTo(24);
    assertThat(prompts.operations()).isEqualTo(2.0 * weights * 24 + 4 * 32 * 2 * 3 * 36);
    assertThat(prompts.kept()).isEqualTo(2 * 24 * 32 * 4);
    assertThat(prompts.bytes()).isEqualTo(4 * weights + 2 * 2 * 24 * 16 * 4 + prompts.kept());

    GrowthCost step = GrowthCost.step(point, Float.BYTES);
    assertThat(step.tokens()).isEqualTo(3);
    assertThat(step.operations())
        .isEqualTo(2.0 * (weights + 32 * 96) * 3 + 4 * 32 * 2 * 3 * (8 + 8.5));
    assertThat(step.bytes())
        .isEqualTo(4.0 * (weights + 32 * 96) + 2 * 2 * 3 * 16.5 * 16 * 4 + step.kept());
  }

  @Test
  void theNearerBoundIsTheOneThatTakesLonger() {
    GrowthCost cost = new GrowthCost(1, 100, 10, 1);
    assertThat(new GrowthBounds(50, 10, 1).nearer(cost)).isEqualTo("product");
    GrowthBounds slow = new GrowthBounds(50, 2, 1);
    assertThat(slow.nearer(cost)).isEqualTo("memory");
  }

  @Test
  void theShareIsTheBoundsTimeOverTheMeasuredOne() throws Exception {
    GrowthCost cost = new GrowthCost(4, 100, 10, 2);
    JsonNode said =
        new ObjectMapper()
            .readTree(
                new GrowthResult(
                        GrowthAxis.BATCH, 4, Phase.DECODE, 20, cost, new GrowthBounds(50, 2, 1))
                    .json());
    assertThat(said.get("share").doubleValue()).isEqualTo(0.25); // 5 of 20 seconds
    assertThat(said.get("tokens_per_second").doubleValue()).isEqualTo(0.2);
    assertThat(said.get("nearer").textValue()).isEqualTo("memory");
  }

  @Test
  void headsAndTheMlpGrowWithTheWidth() {
    GrowthShape grown = GrowthShape.of(SMALL).withWidth(16);
    assertThat(grown).isEqualTo(new GrowthShape(2, 16, 32, 2, 1, 96));
    assertThatThrownBy(() -> GrowthShape.of(SMALL).withWidth(24))
        .hasMessageContaining("Cannot let the width grow to 24");
  }
}
