package io.stratalens.workers.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.batch.TokenRow;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.selection.Site;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomWeightsTest {
  @TempDir private Path folder;

  @Test
  void theEmbeddingIsNormalAndNormsScaleToOne() {
    try (TestModel model = model(config("LlamaForCausalLM", "{}"), 7)) {
      int words = model.config().vocabulary();
      Microbatch batch =
          new Microbatch(List.of(new TokenRow(0, IntStream.range(0, words).toArray())));
      KeepRequest request =
          new KeepRequest(
              new int[] {0},
              List.of(Site.RESID_PRE, Site.LN1_OUT),
              batch.allPositions(),
              VectorType.F32);
      try (ForwardResult result = model.engine().forward(batch, request, List.of())) {
        int width = model.config().width();
        int values = request.rows() * width;
        float[] kept = VectorType.F32.decode(bytes(result.kept().bytes()));
        double[] embedded = IntStream.range(0, values).mapToDouble(i -> kept[i]).toArray();
        double mean = IntStream.range(0, values).mapToDouble(i -> embedded[i]).average().orElse(9);
        double square =
            IntStream.range(0, values).mapToDouble(i -> embedded[i] * embedded[i]).sum() / values;

        // Four standard errors.
        double error = 4 / Math.sqrt(values);
        assertThat(mean).isCloseTo(0, within(0.02 * error));
        assertThat(square).isCloseTo(0.02 * 0.02, within(0.02 * 0.02 * error * Math.sqrt(2)));
        for (int row = 0; row < request.rows(); row++) {
          double own = 0;
          double normed = 0;
          for (int i = row * width; i < (row + 1) * width; i++) {
            own += (double) kept[i] * kept[i] / width;
            normed += (double) kept[values + i] * kept[values + i] / width;
          }
          double wanted = own / (own + model.config().normEpsilon());
          assertThat(normed).isCloseTo(wanted, within(1e-5));
        }
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameModelAndAnotherAnother() {
    ModelConfig config =
        config(
            "Qwen3ForCausalLM", "{\"head_dim\": 16, \"attention_bias\": true, \"mlp_bias\": true}");
    float[] first = logits(config, 3);

    assertThat(logits(config, 3)).isEqualTo(first).doesNotContain(Float.NaN);
    assertThat(logits(config, 4)).isNotEqualTo(first);
  }

  @Test
  void twoStagesOfASeedAreTheWholeModel() {
    ModelConfig config = config("LlamaForCausalLM", "{\"tie_word_embeddings\": true}");
    float[] whole = logits(config, 5);
    try (TestModel first = part(config, new StageSlice(0, 2, true, false));
        TestModel second = part(config, new StageSlice(2, 3, false, true))) {
      Microbatch batch = first.batch(9, 5);
      KeepRequest nothing = KeepRequest.nothing(2);
      try (ForwardResult below = first.engine().forward(batch, nothing, List.of());
          ForwardResult above =
              second.engine().forward(batch, below.hiddenBytes(), nothing, List.of())) {
        assertThat(second.engine().logits(above, batch, batch.allPositions())).isEqualTo(whole);
      }
    }
  }

  private static float[] logits(ModelConfig config, long seed) {
    try (TestModel model = model(config, seed)) {
      return model.logits(model.batch(9, 5));
    }
  }

  private static TestModel model(ModelConfig config, long seed) {
    return new TestModel(StageEngine.random(config, StageSlice.whole(config.layers()), seed));
  }

  private static TestModel part(ModelConfig config, StageSlice slice) {
    return new TestModel(StageEngine.random(config, slice, 5));
  }

  private ModelConfig config(String architecture, String overlay) {
    return ModelConfig.read(
        RandomCheckpoint.write(folder, architecture, overlay, List.of(VectorType.F32)));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
