package io.stratalens.workers.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Writes small models with random weights, by the names that transformers gives tensors. */
final class RandomCheckpoint {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String BASE =
      """
      {"hidden_size": 48, "intermediate_size": 80, "num_hidden_layers": 3,
       "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 97,
       "max_position_embeddings": 256, "rms_norm_eps": 1e-5, "hidden_act": "silu",
       "tie_word_embeddings": false, "attention_bias": false, "mlp_bias": false}
      """;

  private final ObjectNode config;
  private final List<VectorType> types;
  private final SafetensorsWriter file = new SafetensorsWriter();
  private final Random random;
  private int tensors;

  private RandomCheckpoint(ObjectNode config, List<VectorType> types) {
    this.config = config;
    this.types = types;
    this.random = new Random(config.toString().hashCode());
  }

  /**
   * Writes a model's folder.
   *
   * @param overlay fields of config.json over those of a small model
   * @param types the stored types of the tensors, in turn
   */
  static Path write(Path folder, String architecture, String overlay, List<VectorType> types) {
    try {
      ObjectNode config = (ObjectNode) MAPPER.readTree(BASE);
      config.putArray("architectures").add(architecture);
      config.setAll((ObjectNode) MAPPER.readTree(overlay));
      Files.writeString(folder.resolve("config.json"), config.toString());
      RandomCheckpoint checkpoint = new RandomCheckpoint(config, types);
      checkpoint.addTensors(architecture);
      checkpoint.file.write(folder.resolve("model.safetensors"));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void addTensors(String architecture) {
    int width = number("hidden_size");
    int vocabulary = number("vocab_size");
    int feed = number("intermediate_size");
    int size = config.path("head_dim").asInt(width / number("num_attention_heads"));
    int queries = number("num_attention_heads") * size;
    int keys = number("num_key_value_heads") * size;
    boolean biased = flag("attention_bias");
    boolean mixedBiased = biased || architecture.startsWith("Qwen2");
    addMatrix("model.embed_tokens", vocabulary, width, false);
    for (int layer = 0; layer < number("num_hidden_layers"); layer++) {
      String prefix = "model.layers." + layer + ".";
      addNorm(prefix + "input_layernorm", width);
      addMatrix(prefix + "self_attn.q_proj", queries, width, mixedBiased);
      addMatrix(prefix + "self_attn.k_proj", keys, width, mixedBiased);
      addMatrix(prefix + "self_attn.v_proj", keys, width, mixedBiased);
      addMatrix(prefix + "self_attn.o_proj", width, queries, biased);
      if (architecture.startsWith("Qwen3")) {
        addNorm(prefix + "self_attn.q_norm", size);
        addNorm(prefix + "self_attn.k_norm", size);
      }
      addNorm(prefix + "post_attention_layernorm", width);
      addMatrix(prefix + "mlp.gate_proj", feed, width, flag("mlp_bias"));
      addMatrix(prefix + "mlp.up_proj", feed, width, flag("mlp_bias"));
      addMatrix(prefix + "mlp.down_proj", width, feed, flag("mlp_bias"));
    }
    addNorm("model.norm", width);
    if (!flag("tie_word_embeddings")) {
      addMatrix("lm_head", vocabulary, width, false);
    }
  }

  private int number(String field) {
    return config.path(field).intValue();
  }

  private boolean flag(String field) {
    return config.path(field).booleanValue();
  }

  private void addMatrix(String name, int out, int in, boolean biased) {
    add(name + ".weight", List.of((long) out, (long) in), 0, 1.5 / Math.sqrt(in));
    if (biased) {
      add(name + ".bias", List.of((long) out), 0, 0.5);
    }
  }

  private void addNorm(String name, int width) {
    add(name + ".weight", List.of((long) width), 1, 0.3);
  }

  private void add(String name, List<Long> shape, double mean, double deviation) {
    int count = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    file.encoded(name, types.get(tensors++ % types.size()), shape, values);
  }
}
