package io.stratalens.workers.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.batch.Microbatch;
import io.stratalens.workers.selection.Site;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checkpoints of many kinds against the decoder's definition in float64: the guard for checkpoints
 * that nobody has tried.
 */
class UnseenCheckpointTest {
  // Smaller than any matrix here, larger than most of their rows: many pieces a tensor.
  private static final long PIECE_BYTES = 700;

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Llama   | F32         | {}
          Llama   | F16         | {"tie_word_embeddings": true}
          Llama   | BF16        | {"attention_bias": true, "mlp_bias": true, "num_key_value_heads": 1}
          Llama   | F32,F16,BF16| {"attention_bias": true, "mlp_bias": true, "num_key_value_heads": 4, "tie_word_embeddings": true}
          Llama   | BF16,F32    | {"head_dim": 20, "num_key_value_heads": 1, "rope_scaling": null, "rope_theta": 500000.0}
          Llama   | F32         | {"head_dim": 32, "rope_theta": 500000.0, "rope_scaling": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 64}}
          Llama   | F16,F32     | {"head_dim": 6, "num_attention_heads": 5, "num_key_value_heads": 5, "hidden_size": 52, "intermediate_size": 70, "vocab_size": 101, "rope_parameters": {"rope_type": "linear", "rope_theta": 10000.0, "factor": 2.5}}
          Llama   | F32         | {"num_hidden_layers": 1, "num_attention_heads": 1, "num_key_value_heads": 1, "hidden_size": 10, "intermediate_size": 3, "vocab_size": 5, "rms_norm_eps": 0.05}
          Mistral | BF16        | {"head_dim": 24, "sliding_window": null}
          Mistral | F16,BF16    | {"head_dim": 14, "num_key_value_heads": 1, "sliding_window": 200, "tie_word_embeddings": true, "rope_parameters": {"rope_type": "llama3", "rope_theta": 1000.0, "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 2.0, "original_max_position_embeddings": 100}}
          Qwen2   | F32,BF16    | {"tie_word_embeddings": true}
          Qwen2   | F16         | {"num_key_value_heads": 4, "num_attention_heads": 4, "rope_scaling": {"rope_type": "linear", "factor": 4.0}, "rope_theta": 1000000.0}
          Qwen2   | BF16        | {"num_key_value_heads": 1, "num_attention_heads": 6, "num_hidden_layers": 5}
          Qwen3   | F32         | {"head_dim": 32, "num_key_value_heads": 1, "tie_word_embeddings": true}
          Qwen3   | BF16,F16,F32| {"head_dim": 8, "attention_bias": true, "num_attention_heads": 8, "rms_norm_eps": 1e-6}
          Qwen3   | F16         | {"head_dim": 40, "num_key_value_heads": 4, "attention_bias": true, "rope_parameters": {"rope_type": "linear", "rope_theta": 1000000.0, "factor": 3.0}}
          """)
  void everySiteAndTheLogitsFollowFromTheDefinition(String family, String types, String overlay) {
    List<VectorType> stored = Arrays.stream(types.split(",")).map(VectorType::valueOf).toList();
    RandomCheckpoint.write(folder, family + "ForCausalLM", overlay, stored);
    ReferenceDecoder decoder = ReferenceDecoder.read(folder);
    try (TestModel model = TestModel.load(folder, PIECE_BYTES)) {
      Microbatch batch = model.batch(130, 1, 17, 64);
      KeptValues kept = model.capture(batch);
      float[] logits = model.logits(batch);
      int logitsAt = 0;
      for (int row = 0; row < batch.rows().size(); row++) {
        int[] ids = batch.rows().get(row).ids();
        ReferenceDecoder.Trace expected = decoder.run(ids, (layer, site, position, h) -> h);
        assertSites(model, kept, row, ids.length, expected);
        for (double[] own : expected.logits()) {
          Agreement.assertLogits(logits, logitsAt, own, "logits of row " + row);
          logitsAt += own.length;
        }
      }
      assertThat(logitsAt).isEqualTo(logits.length);
    }
  }

  private static void assertSites(
      TestModel model, KeptValues kept, int row, int tokens, ReferenceDecoder.Trace expected) {
    for (int layer : model.layers()) {
      for (Site site : Site.values()) {
        for (int position = 0; position < tokens; position++) {
          Agreement.assertVector(
              kept.vector(layer, site, row, position),
              expected.vector(layer, site, position),
              Agreement.TOLERANCE,
              List.of(layer, site, row, position));
        }
      }
    }
  }
}
