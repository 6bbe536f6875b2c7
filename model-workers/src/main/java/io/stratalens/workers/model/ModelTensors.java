package io.stratalens.workers.model;

/** The tensors outside the decoder layers, by their Hugging Face names. */
public final class ModelTensors {
  /** The embedding, [vocabulary, width]; the unembedding too where the two are tied. */
  public static final String EMBEDDING = "model.embed_tokens.weight";

  /** The final RMSNorm's weight, [width]. */
  public static final String FINAL_NORM = "model.norm.weight";

  /** The unembedding where it is not tied, [vocabulary, width]. */
  public static final String HEAD = "lm_head.weight";

  private ModelTensors() {}
}
