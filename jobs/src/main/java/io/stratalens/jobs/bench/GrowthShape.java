package io.stratalens.jobs.bench;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.model.ShapeSpec;

/**
 * The sizes of a Llama that can grow.
 *
 * @param keyValueHeads heads of keys and values
 * @param feedForward inner width of the MLP
 */
record GrowthShape(
    int layers, int width, int feedForward, int heads, int keyValueHeads, int vocabulary) {
  static GrowthShape of(ModelConfig config) {
    return new GrowthShape(
        config.layers(),
        config.width(),
        config.feedForward(),
        config.heads(),
        config.keyValueHeads(),
        config.vocabulary());
  }

  GrowthShape withLayers(int grown) {
    return new GrowthShape(grown, width, feedForward, heads, keyValueHeads, vocabulary);
  }

  /** Heads stay as wide as they are and become more. */
  GrowthShape withWidth(int grown) {
    return new GrowthShape(
        layers,
        grown,
        inProportion(feedForward, grown),
        inProportion(heads, grown),
        inProportion(keyValueHeads, grown),
        vocabulary);
  }

  private int inProportion(int size, int grown) {
    long scaled = (long) size * grown;
    if (scaled % width != 0) {
      throw StratalensException.invalid(
          "Cannot let the width grow to %d because %d heads, or the MLP, of a width of %d do not"
              + " become a whole number then: %d. Choose twice the width, or half of it.",
          grown, heads, width, size);
    }
    return Math.toIntExact(scaled / width);
  }

  ModelConfig config() {
    return ShapeSpec.parse(
        "layers=%d,width=%d,ffn=%d,heads=%d,kv=%d,vocab=%d"
            .formatted(layers, width, feedForward, heads, keyValueHeads, vocabulary));
  }
}
