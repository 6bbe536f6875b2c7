package io.stratalens.workers.model;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.checkpoint.StoredType;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a decoder model is, as its config.json says.
 *
 * @param family its family
 * @param layers decoder layers
 * @param width size of the residual stream
 * @param heads query heads
 * @param keyValueHeads heads of keys and values, a divisor of {@code heads}
 * @param headDim width of a head, even; heads x headDim need not be the width
 * @param feedForward inner width of the MLP
 * @param vocabulary rows of the embedding
 * @param normEpsilon added to the mean square in every RMSNorm
 * @param tied whether the embedding is the unembedding too
 * @param attentionBias whether q, k and v have a bias
 * @param outputBias whether the attention's output projection has a bias
 * @param mlpBias whether gate, up and down have a bias
 * @param queryKeyNorm whether each head's query and key pass an RMSNorm of width headDim
 * @param rope the rotary embedding
 * @param maxPositions positions that the model was made for
 * @param endOfSequence token ids that end a generation; none where the checkpoint names none
 * @param slidingWindow how many positions each one attends to, itself included, where limited
 * @param storedType the type of the weights as config.json says; F32 where it does not
 */
public record ModelConfig(
    ModelFamily family,
    int layers,
    int width,
    int heads,
    int keyValueHeads,
    int headDim,
    int feedForward,
    int vocabulary,
    double normEpsilon,
    boolean tied,
    boolean attentionBias,
    boolean outputBias,
    boolean mlpBias,
    boolean queryKeyNorm,
    RopeScaling rope,
    int maxPositions,
    List<Long> endOfSequence,
    OptionalInt slidingWindow,
    StoredType storedType) {
  /** Refuses heads that do not share keys evenly or cannot be rotated in pairs. */
  public ModelConfig {
    endOfSequence = List.copyOf(endOfSequence);
    if (heads % keyValueHeads != 0) {
      throw StratalensException.invalid(
          "Cannot use the model because its num_attention_heads is not a multiple of its"
              + " num_key_value_heads, %d: %d. Correct config.json.",
          keyValueHeads, heads);
    }
    if (headDim % 2 != 0) {
      throw StratalensException.invalid(
          "Cannot use the model because its head_dim is odd and cannot be rotated in pairs: %d."
              + " Correct config.json.",
          headDim);
    }
  }

  /**
   * Reads the config.json of a model's folder, and the generation_config.json where there is one.
   * What cannot be computed exactly is refused by the name of its field.
   */
  public static ModelConfig read(Path folder) {
    return ConfigReader.read(folder);
  }

  /** The longest sequence of which every position attends to all before it. */
  public int context() {
    return Math.min(maxPositions, slidingWindow.orElse(maxPositions));
  }

  /** Columns of the queries: heads x headDim. */
  public int queryWidth() {
    return heads * headDim;
  }

  /** Columns of the keys, and of the values: keyValueHeads x headDim. */
  public int keyValueWidth() {
    return keyValueHeads * headDim;
  }
}
