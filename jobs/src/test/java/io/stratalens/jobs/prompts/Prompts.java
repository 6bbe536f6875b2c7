package io.stratalens.jobs.prompts;

import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.workers.location.ModelLocation;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.selection.PositionSelection;
import java.nio.file.Path;
import java.util.Optional;

/** Reading prompts for the embedded model, as the tests do it. */
final class Prompts {
  static final Path MODEL =
      Path.of(System.getProperty("stratalens.root")).resolve("data/models/mood-llama");
  static final int VOCABULARY = 569;

  private Prompts() {}

  static PromptChunks read(Path location, int chunkPrompts) {
    return read(location.toString(), null, chunkPrompts);
  }

  static PromptChunks read(String location, String column, int chunkPrompts) {
    return PromptChunks.read(
        TestSpark.session(),
        PromptSource.of(location, Optional.ofNullable(column)),
        ModelLocation.of(MODEL),
        rules("all"),
        chunkPrompts);
  }

  static PromptRules rules(String positions) {
    return PromptRules.of(ModelConfig.read(MODEL), PositionSelection.parse(positions));
  }
}
