package io.stratalens.workers.pipeline;

import io.stratalens.workers.checkpoint.StoredType;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.model.ModelFamily;
import io.stratalens.workers.model.RopeScaling;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/** Shapes of models that nobody published. */
final class Shapes {
  private Shapes() {}

  /** A plain Llama: no biases, no norms of heads. */
  static ModelConfig plain(
      int layers, int width, int heads, int shared, int feed, int words, boolean tied) {
    return of(layers, width, heads, shared, feed, words, tied, false, false, StoredType.BF16);
  }

  /** Whatever a config.json may say, with a vocabulary from far under to far over a layer. */
  static ModelConfig random(Random random, int layers) {
    int shared = 1 + random.nextInt(3);
    int heads = shared * (1 + random.nextInt(4));
    return of(
        layers,
        8 * heads,
        heads,
        shared,
        1 + random.nextInt(400),
        1 + random.nextInt(1 << random.nextInt(16)),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean(),
        StoredType.F16);
  }

  private static ModelConfig of(
      int layers,
      int width,
      int heads,
      int shared,
      int feed,
      int words,
      boolean tied,
      boolean biased,
      boolean queryKeyNorm,
      StoredType stored) {
    return new ModelConfig(
        ModelFamily.LLAMA,
        layers,
        width,
        heads,
        shared,
        width / heads,
        feed,
        words,
        1e-5,
        tied,
        biased,
        biased,
        biased,
        queryKeyNorm,
        RopeScaling.none(10_000),
        2048,
        List.of(),
        OptionalInt.empty(),
        stored);
  }
}
