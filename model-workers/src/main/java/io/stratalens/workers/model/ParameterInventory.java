package io.stratalens.workers.model;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.checkpoint.TensorInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The tensors of a model by their Hugging Face names. */
public final class ParameterInventory {
  private static final String LAYERS = "model.layers.";

  // Old checkpoints carry these tables, which follow from the configuration.
  private static final String ROTARY_TABLE = ".rotary_emb.inv_freq";

  // A mapped buffer is limited to 2 GiB.
  private static final long COMPARED_BYTES = 1L << 28;

  private final ModelConfig config;

  /** The inventory of a model. */
  public ParameterInventory(ModelConfig config) {
    this.config = config;
  }

  /** The embedding, [vocabulary, width]. */
  public List<ParameterSpec> embedding() {
    return List.of(ParameterSpec.of(ModelTensors.EMBEDDING, config.vocabulary(), config.width()));
  }

  /**
   * The tensors of one decoder layer.
   *
   * @param layer from 0
   */
  public List<ParameterSpec> layer(int layer) {
    if (layer < 0 || layer >= config.layers()) {
      throw StratalensException.invalid(
          "Cannot use the layer because the model has only %d: %d. Count layers from 0.",
          config.layers(), layer);
    }
    String prefix = LAYERS + layer + ".";
    String attention = prefix + "self_attn.";
    int width = config.width();
    List<ParameterSpec> specs = new ArrayList<>();
    specs.add(ParameterSpec.of(prefix + "input_layernorm.weight", width));
    boolean bias = config.attentionBias();
    addLinear(specs, attention + "q_proj", config.queryWidth(), width, bias);
    addLinear(specs, attention + "k_proj", config.keyValueWidth(), width, bias);
    addLinear(specs, attention + "v_proj", config.keyValueWidth(), width, bias);
    addLinear(specs, attention + "o_proj", width, config.queryWidth(), config.outputBias());
    if (config.queryKeyNorm()) {
      specs.add(ParameterSpec.of(attention + "q_norm.weight", config.headDim()));
      specs.add(ParameterSpec.of(attention + "k_norm.weight", config.headDim()));
    }
    specs.add(ParameterSpec.of(prefix + "post_attention_layernorm.weight", width));
    addLinear(specs, prefix + "mlp.gate_proj", config.feedForward(), width, config.mlpBias());
    addLinear(specs, prefix + "mlp.up_proj", config.feedForward(), width, config.mlpBias());
    addLinear(specs, prefix + "mlp.down_proj", width, config.feedForward(), config.mlpBias());
    return List.copyOf(specs);
  }

  /** The final norm and, where it is not the embedding, the unembedding [vocabulary, width]. */
  public List<ParameterSpec> head() {
    ParameterSpec norm = ParameterSpec.of(ModelTensors.FINAL_NORM, config.width());
    return config.tied()
        ? List.of(norm)
        : List.of(norm, ParameterSpec.of(ModelTensors.HEAD, config.vocabulary(), config.width()));
  }

  /** The values of final norm and unembedding, which a stage with the head holds, tied or not. */
  public long headParameters() {
    return (long) config.vocabulary() * config.width() + config.width();
  }

  /** All tensors: embedding, layers, head. */
  public List<ParameterSpec> all() {
    List<ParameterSpec> specs = new ArrayList<>(embedding());
    for (int layer = 0; layer < config.layers(); layer++) {
      specs.addAll(layer(layer));
    }
    specs.addAll(head());
    return List.copyOf(specs);
  }

  /** The values of all tensors; a tied embedding counts once. */
  public long parameters() {
    return ParameterSpec.parameters(all());
  }

  /**
   * Refuses, before any weight is used, a checkpoint that lacks a tensor, has one of another shape
   * or of whole numbers, or has one that the model's configuration leaves no place for. Bytes are
   * read only where a tied model stores its unembedding as well.
   */
  public void check(Checkpoint checkpoint) {
    List<ParameterSpec> specs = all();
    for (ParameterSpec spec : specs) {
      TensorInfo tensor = checkpoint.tensor(spec.name());
      if (!tensor.shape().equals(spec.shape())) {
        throw StratalensException.invalid(
            "Cannot use tensor %s of %s because config.json asks for the shape %s: %s. Use the"
                + " config.json of this checkpoint.",
            spec.name(), tensor.file(), spec.shape(), tensor.shape());
      }
      if (!tensor.type().floating()) {
        throw StratalensException.invalid(
            "Cannot use tensor %s of %s because weights are not whole numbers: %s. Convert the"
                + " checkpoint to F32, F16 or BF16.",
            spec.name(), tensor.file(), tensor.type());
      }
    }
    Set<String> known = specs.stream().map(ParameterSpec::name).collect(Collectors.toSet());
    checkpoint.names().stream()
        .filter(name -> !known.contains(name) && wouldBeLeftOut(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw StratalensException.invalid(
                  "Cannot use the checkpoint because config.json has no place for its tensor and"
                      + " the model would be computed without it: %s. Use the config.json of this"
                      + " checkpoint.",
                  name);
            });
    if (config.tied() && checkpoint.has(ModelTensors.HEAD)) {
      checkTied(checkpoint);
    }
  }

  // Where the two differ transformers believes the tensors and not the configuration: whichever was
  // meant, the logits of the other would come out without a word.
  private static void checkTied(Checkpoint checkpoint) {
    TensorInfo embedding = checkpoint.tensor(ModelTensors.EMBEDDING);
    TensorInfo head = checkpoint.tensor(ModelTensors.HEAD);
    boolean same =
        head.type() == embedding.type()
            && head.shape().equals(embedding.shape())
            && sameBytes(checkpoint, embedding);
    if (!same) {
      throw StratalensException.invalid(
          "Cannot use tensor %s of %s because config.json ties it to %s and the two differ: %s %s."
              + " Set tie_word_embeddings to false, or remove the tensor.",
          ModelTensors.HEAD, head.file(), ModelTensors.EMBEDDING, head.type(), head.shape());
    }
  }

  private static boolean sameBytes(Checkpoint checkpoint, TensorInfo embedding) {
    long piece = Math.max(1, COMPARED_BYTES / Math.max(1, embedding.rowBytes()));
    for (long first = 0; first < embedding.rows(); first += piece) {
      long rows = Math.min(piece, embedding.rows() - first);
      ByteBuffer tied = checkpoint.rows(ModelTensors.EMBEDDING, first, rows);
      if (tied.mismatch(checkpoint.rows(ModelTensors.HEAD, first, rows)) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean wouldBeLeftOut(String name) {
    return (name.startsWith(LAYERS) && !name.endsWith(ROTARY_TABLE)) || name.endsWith(".bias");
  }

  private static void addLinear(
      List<ParameterSpec> specs, String name, int out, int in, boolean bias) {
    specs.add(ParameterSpec.of(name + ".weight", out, in));
    if (bias) {
      specs.add(ParameterSpec.of(name + ".bias", out));
    }
  }
}
