package io.stratalens.workers.engine;

import io.stratalens.workers.Fixtures;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.model.ModelConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A choice that changes speed changes no number. */
class TuningTest {
  @ParameterizedTest
  @CsvSource({
    "qwen2-random, false, false",
    "qwen3-random, false, false",
    "llama-random, true, true",
    "llama-random, false, true"
  })
  void aModelGivesTheSameLogits(String name, boolean fused, boolean optimised) {
    Path folder = Fixtures.shared("fixtures/" + name);
    ModelConfig config = ModelConfig.read(folder);
    StageSlice whole = StageSlice.whole(config.layers());
    try (Checkpoint checkpoint = Checkpoint.open(folder);
        StageEngine usual = StageEngine.load(checkpoint, config, whole);
        StageEngine tuned =
            StageEngine.load(checkpoint, config, whole, new Tuning(fused, optimised))) {
      Microbatch batch = new TestModel(usual).batch(9, 4);
      for (int pass = 0; pass < 3; pass++) { // the optimiser profiles before it compiles
        Agreement.assertVector(logits(tuned, batch), logits(usual, batch), 1e-5, name);
      }
    }
  }

  private static float[] logits(StageEngine engine, Microbatch batch) {
    try (ForwardResult result = engine.forward(batch, KeepRequest.nothing(2), List.of())) {
      return engine.logits(result, batch, List.of(new int[] {8}, new int[] {3}));
    }
  }
}
