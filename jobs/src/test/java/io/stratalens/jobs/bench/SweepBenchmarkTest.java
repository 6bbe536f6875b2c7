package io.stratalens.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.model.ShapeSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SweepBenchmarkTest {
  private static final BenchModel SMALL =
      new BenchModel(
          Optional.empty(),
          Optional.of(ShapeSpec.parse("layers=3,width=32,ffn=64,heads=4,kv=2,vocab=96")));

  private final List<String> said = new ArrayList<>();

  @Test
  void lastAndAllHaveALineEachWithBothWaysAndTheirRatio() {
    List<String> lines = run(false, false);

    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).matches("last +\\d+\\.\\d{4} +\\d+\\.\\d{3} +\\d+\\.\\d");
    assertThat(lines.get(2)).startsWith("all ");
    assertThat(said).anyMatch(line -> line.startsWith("exhaustive, all "));
  }

  @Test
  void theForwardPassesCanBeLeftOut() throws IOException {
    List<String> lines = run(true, true);

    assertThat(lines).hasSize(2);
    JsonNode last = new ObjectMapper().readTree(lines.get(0));
    assertThat(last.get("positions").textValue()).isEqualTo("last");
    assertThat(last.get("shared_seconds").doubleValue()).isPositive();
    assertThat(last.get("exhaustive_seconds").isNull()).isTrue();
    assertThat(said).noneMatch(line -> line.contains("exhaustive"));
  }

  private List<String> run(boolean sharedOnly, boolean json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (StageEngine engine = SMALL.load();
        PrintStream results = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      new SweepBenchmark(engine, said::add, results)
          .run(new SweepBenchmark.Order(2, 11, sharedOnly, 1, json));
    }
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
