package io.stratalens.workers.model;

import java.util.List;

/**
 * Refuses what a config.json asks for beyond its family's formulas. The code that transformers has
 * for these families honours a few of these fields and passes over the others; a checkpoint that
 * sets one was made by a program that computes it, and its numbers would be wrong without a word.
 */
final class ForeignFields {
  // Published configurations carry many of these fields switched off, so only other values count.
  private static final List<String> SCALES =
      List.of(
          "embedding_multiplier",
          "lm_head_multiplier",
          "logit_scale",
          "logits_scaling",
          "residual_multiplier",
          "scale_emb");

  private static final List<String> CAPS =
      List.of("attn_logit_softcapping", "clip_qkv", "final_logit_softcapping");

  private static final List<String> SWITCHES =
      List.of(
          "alibi",
          "attn_temperature_tuning",
          "parallel_attn",
          "qk_layernorm",
          "rope_interleaved",
          "use_bidirectional_attention",
          "use_dynamic_ntk",
          "use_logn_attn",
          "use_parallel_residual");

  private static final List<String> ABSENT =
      List.of(
          "attention_chunk_size",
          "attention_multiplier",
          "compression_config",
          "no_rope_layer_interval",
          "no_rope_layers",
          "per_layer_config",
          "quantization",
          "quantization_config",
          "query_pre_attn_scalar",
          "scale_depth");

  private final ConfigFields fields;

  private ForeignFields(ConfigFields fields) {
    this.fields = fields;
  }

  static void refuse(ConfigFields fields, ModelFamily family) {
    ForeignFields foreign = new ForeignFields(fields);
    SCALES.forEach(name -> foreign.refuseOtherThan(1, name));
    CAPS.forEach(name -> foreign.refuseOtherThan(0, name));
    SWITCHES.forEach(foreign::refuseSwitchedOn);
    ABSENT.forEach(foreign::refusePresent);
    if (family != ModelFamily.QWEN3) {
      foreign.refuseSwitchedOn("use_qk_norm");
    }
    if (fields.value("is_causal").isPresent() && !fields.flag("is_causal")) {
      throw fields.refused("is_causal", "is unsupported", false);
    }
  }

  private void refuseOtherThan(double neutral, String name) {
    fields
        .number(name)
        .filter(value -> value != neutral)
        .ifPresent(
            value -> {
              throw fields.refused(name, "is unsupported", value);
            });
  }

  private void refuseSwitchedOn(String name) {
    if (fields.flag(name)) {
      throw fields.refused(name, "is unsupported", true);
    }
  }

  private void refusePresent(String name) {
    fields
        .value(name)
        .ifPresent(
            value -> {
              throw fields.refused(name, "is unsupported", value);
            });
  }
}
