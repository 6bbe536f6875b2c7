package io.stratalens.workers.selection;

import io.stratalens.udfs.error.Labels;
import java.util.Locale;

/**
 * A place in a decoder layer where a vector of the model's width can be read or changed, in the
 * order in which the layer computes them. The ordinals are those of the stage program.
 */
public enum Site {
  /** The block's input; TransformerLens hook_resid_pre. */
  RESID_PRE,
  /** After the attention RMSNorm, weight included. */
  LN1_OUT,
  /** Attention output before the residual add; TransformerLens hook_attn_out. */
  ATTN_OUT,
  /** After the attention add; TransformerLens hook_resid_mid. */
  RESID_MID,
  /** After the MLP RMSNorm, weight included: the paper's "post-LayerNorm". */
  LN2_OUT,
  /** MLP output before the residual add; TransformerLens hook_mlp_out. */
  MLP_OUT,
  /** The block's output; TransformerLens hook_resid_post. */
  RESID_POST;

  /** The name in tables and on the command line, such as {@code resid_post}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the model's final norm may read this site: not the outputs of another norm. */
  public boolean readableByLens() {
    return this != LN1_OUT && this != LN2_OUT;
  }

  /** The site of this name; refused by name when there is none. */
  public static Site of(String label) {
    return Labels.find(values(), Site::label, label, "Cannot use the site because it is not");
  }
}
