package io.stratalens.workers.engine;

import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.io.Serializable;

/**
 * The part of a model that one stage holds.
 *
 * @param first its first decoder layer
 * @param end the layer after its last
 * @param embedding whether it holds the embedding
 * @param head whether it holds the final norm and the unembedding
 */
public record StageSlice(int first, int end, boolean embedding, boolean head)
    implements Serializable {
  /** Requires a contiguous run of layers, which a head on its own leaves empty. */
  public StageSlice {
    if (first < 0 || end < first) {
      throw new IllegalArgumentException("layers run upwards from 0: " + first + " to " + end);
    }
  }

  /** A whole model. */
  public static StageSlice whole(int layers) {
    return new StageSlice(0, layers, true, true);
  }

  /** Final norm and unembedding alone: all that the lens of stored vectors needs. */
  public static StageSlice headOnly() {
    return new StageSlice(0, 0, false, true);
  }

  /** How many layers. */
  public int layers() {
    return end - first;
  }

  /** Whether a layer is one of its own. */
  public boolean holds(int layer) {
    return layer >= first && layer < end;
  }

  /** How many sites its layers have. */
  int sites() {
    return layers() * Site.values().length;
  }

  /** A site's place among those of its layers, layer by layer; negative for layers before them. */
  int index(LayerSite place) {
    return (place.layer() - first) * Site.values().length + place.site().ordinal();
  }
}
