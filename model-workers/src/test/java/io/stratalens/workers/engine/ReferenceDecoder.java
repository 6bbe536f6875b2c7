package io.stratalens.workers.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The decoder from its definition, in float64 and plain loops. It shares nothing with the engine
 * but the file: it reads config.json by itself, and has a bias or a norm of heads where the
 * checkpoint has one.
 */
final class ReferenceDecoder {
  /** A vector in place of h, or h itself. */
  interface Change {
    double[] apply(int layer, Site site, int position, double[] h);
  }

  /** Sites as [positions][width], logits as [positions][vocabulary]. */
  record Trace(Map<LayerSite, double[][]> sites, double[][] logits) {
    double[] vector(int layer, Site site, int position) {
      return sites.get(new LayerSite(layer, site))[position];
    }
  }

  private final JsonNode config;
  private final double[] frequencies;
  private final Map<String, double[]> tensors = new HashMap<>();

  private ReferenceDecoder(JsonNode config, Checkpoint checkpoint) {
    this.config = config;
    checkpoint
        .names()
        .forEach(name -> tensors.put(name, Agreement.doubles(checkpoint.floats(name))));
    int heads = config.path("num_attention_heads").intValue();
    int headDim = config.path("head_dim").asInt(config.path("hidden_size").intValue() / heads);
    frequencies = frequencies(config, headDim);
  }

  static ReferenceDecoder read(Path folder) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      JsonNode config = new ObjectMapper().readTree(folder.resolve("config.json").toFile());
      return new ReferenceDecoder(config, checkpoint);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Trace run(int[] ids, Change change) {
    Map<LayerSite, double[][]> sites = new HashMap<>();
    double[] embedding = tensors.get("model.embed_tokens.weight");
    int width = config.path("hidden_size").intValue();
    double[][] x = new double[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      x[i] = Arrays.copyOfRange(embedding, ids[i] * width, (ids[i] + 1) * width);
    }
    for (int layer = 0; layer < config.path("num_hidden_layers").intValue(); layer++) {
      Layer at = new Layer(layer, change, sites);
      String prefix = "model.layers." + layer + ".";
      x = at.keep(Site.RESID_PRE, x);
      double[][] y = at.keep(Site.LN1_OUT, norm(x, prefix + "input_layernorm.weight"));
      y = at.keep(Site.ATTN_OUT, attend(y, prefix + "self_attn."));
      x = at.keep(Site.RESID_MID, sum(x, y));
      y = at.keep(Site.LN2_OUT, norm(x, prefix + "post_attention_layernorm.weight"));
      y = at.keep(Site.MLP_OUT, feed(y, prefix + "mlp."));
      x = at.keep(Site.RESID_POST, sum(x, y));
    }
    String head = tensors.containsKey("lm_head.weight") ? "lm_head" : "model.embed_tokens";
    return new Trace(sites, linear(norm(x, "model.norm.weight"), head));
  }

  private record Layer(int layer, Change change, Map<LayerSite, double[][]> sites) {
    double[][] keep(Site site, double[][] rows) {
      double[][] changed = new double[rows.length][];
      for (int i = 0; i < rows.length; i++) {
        changed[i] = change.apply(layer, site, i, rows[i]);
      }
      sites.put(new LayerSite(layer, site), changed);
      return changed;
    }
  }

  private double[][] attend(double[][] x, String prefix) {
    int heads = config.path("num_attention_heads").intValue();
    int shared = config.path("num_key_value_heads").intValue();
    int size = 2 * frequencies.length;
    double[][] query = rotated(linear(x, prefix + "q_proj"), prefix + "q_norm.weight");
    double[][] key = rotated(linear(x, prefix + "k_proj"), prefix + "k_norm.weight");
    double[][] value = linear(x, prefix + "v_proj");
    double[][] out = new double[x.length][heads * size];
    for (int head = 0; head < heads; head++) {
      int own = head * size;
      int other = head / (heads / shared) * size;
      for (int i = 0; i < x.length; i++) {
        double[] weights = new double[i + 1];
        double total = 0;
        for (int j = 0; j <= i; j++) {
          double score = 0;
          for (int d = 0; d < size; d++) {
            score += query[i][own + d] * key[j][other + d];
          }
          weights[j] = Math.exp(score / Math.sqrt(size));
          total += weights[j];
        }
        for (int j = 0; j <= i; j++) {
          for (int d = 0; d < size; d++) {
            out[i][own + d] += weights[j] / total * value[j][other + d];
          }
        }
      }
    }
    return linear(out, prefix + "o_proj");
  }

  // Each head of each row: normed where the model does so, then turned by its position.
  private double[][] rotated(double[][] rows, String normWeight) {
    int half = frequencies.length;
    for (int position = 0; position < rows.length; position++) {
      double[] row = rows[position];
      for (int from = 0; from < row.length; from += 2 * half) {
        double[] head = Arrays.copyOfRange(row, from, from + 2 * half);
        if (tensors.containsKey(normWeight)) {
          head = norm(new double[][] {head}, normWeight)[0];
        }
        for (int i = 0; i < half; i++) {
          double angle = position * frequencies[i];
          row[from + i] = head[i] * Math.cos(angle) - head[half + i] * Math.sin(angle);
          row[from + half + i] = head[half + i] * Math.cos(angle) + head[i] * Math.sin(angle);
        }
      }
    }
    return rows;
  }

  private double[][] feed(double[][] x, String prefix) {
    double[][] gate = linear(x, prefix + "gate_proj");
    double[][] up = linear(x, prefix + "up_proj");
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < up[i].length; j++) {
        up[i][j] *= gate[i][j] / (1 + Math.exp(-gate[i][j]));
      }
    }
    return linear(up, prefix + "down_proj");
  }

  private double[][] norm(double[][] x, String weightName) {
    double[] weight = tensors.get(weightName);
    double epsilon = config.path("rms_norm_eps").doubleValue();
    double[][] out = new double[x.length][weight.length];
    for (int i = 0; i < x.length; i++) {
      double square = Arrays.stream(x[i]).map(value -> value * value).average().orElseThrow();
      for (int j = 0; j < weight.length; j++) {
        out[i][j] = x[i][j] / Math.sqrt(square + epsilon) * weight[j];
      }
    }
    return out;
  }

  private double[][] linear(double[][] x, String name) {
    double[] weight = tensors.get(name + ".weight");
    int in = x[0].length;
    int out = weight.length / in;
    double[] bias = tensors.getOrDefault(name + ".bias", new double[out]);
    double[][] y = new double[x.length][out];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < out; j++) {
        y[i][j] = bias[j];
        for (int k = 0; k < in; k++) {
          y[i][j] += weight[j * in + k] * x[i][k];
        }
      }
    }
    return y;
  }

  private static double[][] sum(double[][] x, double[][] y) {
    double[][] sum = new double[x.length][x[0].length];
    for (int i = 0; i < x.length; i++) {
      Arrays.setAll(sum[i], new Sum(x[i], y[i])::at);
    }
    return sum;
  }

  private record Sum(double[] x, double[] y) {
    double at(int i) {
      return x[i] + y[i];
    }
  }

  private static double[] frequencies(JsonNode config, int headDim) {
    JsonNode rope = config.path(config.has("rope_scaling") ? "rope_scaling" : "rope_parameters");
    double theta = rope.path("rope_theta").asDouble(config.path("rope_theta").asDouble(10_000));
    double factor = rope.path("factor").asDouble(1);
    double[] frequencies = new double[headDim / 2];
    for (int i = 0; i < frequencies.length; i++) {
      double plain = Math.pow(theta, -2.0 * i / headDim);
      frequencies[i] =
          switch (rope.path("rope_type").asText("default")) {
            case "linear" -> plain / factor;
            case "llama3" -> llama3(plain, rope);
            default -> plain;
          };
    }
    return frequencies;
  }

  // The share of the unscaled frequency rises from 0 to 1 between the two wavelengths.
  private static double llama3(double plain, JsonNode rope) {
    double low = rope.path("low_freq_factor").doubleValue();
    double high = rope.path("high_freq_factor").doubleValue();
    double turns =
        rope.path("original_max_position_embeddings").doubleValue() * plain / (2 * Math.PI);
    double share = Math.max(0, Math.min(1, (turns - low) / (high - low)));
    return share * plain + (1 - share) * plain / rope.path("factor").doubleValue();
  }
}
