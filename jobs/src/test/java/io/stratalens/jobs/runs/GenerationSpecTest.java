package io.stratalens.jobs.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.sampling.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationSpecTest {
  private static final Path MODEL =
      Path.of(System.getProperty("stratalens.root")).resolve("data/models/mood-llama");

  @TempDir private Path folder;

  @Test
  void endTokensThatTheModelHasNoRowForAreNeverGeneratedAndEndNothing() throws IOException {
    String config = Files.readString(MODEL.resolve("config.json"));
    Files.writeString(
        folder.resolve("config.json"),
        config.replace("\"eos_token_id\": 1,", "\"eos_token_id\": [1, 600, 9000000000],"));
    ModelConfig model = ModelConfig.read(folder);

    GenerationSpec spec =
        new GenerationSpec(5, Sampling.greedy(), List.of(), List.of(7), 2, 1).endingAsThe(model);

    assertThat(spec.stopIds()).containsExactlyInAnyOrder(7, 1);
    assertThat(spec.stopRules(model).ids()).containsExactlyInAnyOrder(7, 1);
  }
}
