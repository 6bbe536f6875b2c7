package io.stratalens.jobs.bench;

import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.model.ParameterInventory;

/**
 * The least that a microbatch costs, however it is computed.
 *
 * @param tokens that are read
 * @param operations floating-point ones, of products with weights and of attention
 * @param bytes of memory: weights once, keys and values, and what is kept
 * @param kept those of the bytes that are kept
 */
record GrowthCost(long tokens, double operations, double bytes, double kept) {
  /** Reading prompts; no logits. */
  static GrowthCost prompts(GrowthPoint point, int valueBytes) {
    ModelConfig config = point.shape().config();
    long tokens = (long) point.batch() * point.tokens();
    double weights = layerWeights(config);
    // Position p attends to p positions, its own among them: two products of a head's width each.
    double pairs = point.batch() * (point.tokens() * (point.tokens() + 1.0) / 2);
    double attention = 4.0 * config.queryWidth() * config.layers() * pairs;
    double kept = kept(config, tokens, valueBytes);
    double cached = cached(config, tokens, valueBytes);
    return new GrowthCost(
        tokens, 2 * weights * tokens + attention, valueBytes * weights + cached + kept, kept);
  }

  /** The middle one of the new tokens of each row, with its logits. */
  static GrowthCost step(GrowthPoint point, int valueBytes) {
    ModelConfig config = point.shape().config();
    long tokens = point.batch();
    double head = (double) config.width() * config.vocabulary();
    double weights = layerWeights(config);
    double reach = point.tokens() + (GrowthPoint.STEPS + 1) / 2.0;
    double attention = 4.0 * config.queryWidth() * config.layers() * tokens * reach;
    double kept = kept(config, tokens, valueBytes);
    double cached = cached(config, tokens * reach, valueBytes);
    return new GrowthCost(
        tokens,
        2 * (weights + head) * tokens + attention,
        valueBytes * weights + Float.BYTES * head + cached + kept,
        kept);
  }

  private static double layerWeights(ModelConfig config) {
    return (double) config.layers()
        * new ParameterInventory(config)
            .layer(0).stream()
                .filter(parameter -> parameter.shape().size() == 2)
                .mapToLong(parameter -> parameter.parameters())
                .sum();
  }

  private static double kept(ModelConfig config, long tokens, int valueBytes) {
    return (double) config.layers() * tokens * config.width() * valueBytes;
  }

  private static double cached(ModelConfig config, double positions, int valueBytes) {
    return 2.0 * config.layers() * positions * config.keyValueWidth() * valueBytes;
  }
}
