package io.stratalens.workers.pipeline;

import io.stratalens.workers.engine.KeyValueCache;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.model.ParameterInventory;
import io.stratalens.workers.model.ParameterSpec;

/**
 * How much memory a stage takes, from the shape of its model. With b bytes of a computed value, 4
 * on a CPU and those of the stored type on a GPU; W the width, F the feed-forward width, Q and K
 * the columns of queries and of keys, V the vocabulary; N tokens of a pass; S kept sites of layers
 * at P positions with c bytes a value; L = {@link StageLinks#SLOTS}:
 *
 * <ul>
 *   <li>weights: b for every value of embedding and layers, 4 for every value of the head
 *   <li>loading: the most of 2 b V W for the embedding, the weights without the head and 2 b F W,
 *       the fused gate and up, once more, and with a head all weights and 4 V W once more
 *   <li>kept: S P W c
 *   <li>links on a CPU: L N W b for a stage before on another executor, and L (N W b + kept) for a
 *       stage after on the same one, whose results stay until it has read them. On a GPU what
 *       arrives waits in the host's memory: N W b for the copy that is sent on, and L (2 N W b +
 *       kept) for a stage after on the same executor
 *   <li>cache: 2 K b for every layer and cached position
 *   <li>workspace: 2 N W b for the hidden state as it came and as it is, and the more of N b (2 W +
 *       max(3 F, 4 Q + 5 K)), a block's input and output around its widest intermediates, and of 4
 *       S P W, the kept vectors in float32 for their norms where they are not kept as such
 * </ul>
 */
public final class StageMemoryModel {
  private final ModelConfig config;
  private final boolean gpu;
  private final long valueBytes;

  /**
   * @param gpu whether stages compute on GPUs, in the model's own type
   */
  public StageMemoryModel(ModelConfig config, boolean gpu) {
    this.config = config;
    this.gpu = gpu;
    this.valueBytes = gpu ? config.storedType().bytes() : Float.BYTES;
  }

  /**
   * The memory of one stage.
   *
   * @param sites how many sites of its layers it keeps
   * @param before whether the stage before is on the same executor
   * @param after whether the stage after is on the same executor
   */
  public StageMemory of(
      StageSlice slice, StagePass pass, int sites, boolean before, boolean after) {
    long weights = layers(slice) + embedding(slice) + head(slice);
    long kept = sites * pass.positions() * config.width() * pass.kept().bytes();
    return new StageMemory(
        weights,
        loading(slice, weights),
        kept,
        links(slice, pass, kept, before, after),
        KeyValueCache.bytes(config, slice.layers(), pass.cached(), valueBytes),
        workspace(pass, sites));
  }

  private long layers(StageSlice slice) {
    ParameterInventory inventory = new ParameterInventory(config);
    long values = 0;
    for (int layer = slice.first(); layer < slice.end(); layer++) {
      values += ParameterSpec.parameters(inventory.layer(layer));
    }
    return values * valueBytes;
  }

  private long embedding(StageSlice slice) {
    return slice.embedding() ? words() * valueBytes : 0;
  }

  // The engine keeps final norm and unembedding in float32 whatever the compute type.
  private long head(StageSlice slice) {
    return slice.head() ? new ParameterInventory(config).headParameters() * Float.BYTES : 0;
  }

  private long words() {
    return (long) config.vocabulary() * config.width();
  }

  private long loading(StageSlice slice, long weights) {
    long fused = 2L * config.feedForward() * config.width() * valueBytes;
    long most = Math.max(2 * embedding(slice), weights - head(slice) + fused);
    return slice.head() ? Math.max(most, weights + words() * Float.BYTES) : most;
  }

  private long links(StageSlice slice, StagePass pass, long kept, boolean before, boolean after) {
    long frame = pass.tokens() * config.width() * valueBytes;
    boolean first = slice.first() == 0;
    boolean last = slice.end() == config.layers();
    long bytes = 0;
    if (after) {
      bytes += StageLinks.SLOTS * ((gpu ? 2 : 1) * frame + kept);
    }
    if (gpu && !last) {
      bytes += frame;
    }
    if (!gpu && !first && !before) {
      bytes += StageLinks.SLOTS * frame;
    }
    return bytes;
  }

  private long workspace(StagePass pass, int sites) {
    long width = config.width();
    long attention = 4L * config.queryWidth() + 5L * config.keyValueWidth();
    long widest = 2 * width + Math.max(3L * config.feedForward(), attention);
    long computing = pass.tokens() * widest * valueBytes;
    boolean rounded = pass.kept().bytes() < Float.BYTES;
    long norms = rounded ? sites * pass.positions() * width * Float.BYTES : 0;
    return 2 * pass.tokens() * width * valueBytes + Math.max(computing, norms);
  }
}
