package io.stratalens.jobs.vectors;

import io.stratalens.jobs.warehouse.StoredVector;
import io.stratalens.workers.selection.LayerSite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Vectors of one data set and model by one method, each at its own site of a layer. */
public final class SteeringVectors {
  private final Map<LayerSite, StoredVector> vectors = new LinkedHashMap<>();

  SteeringVectors(List<StoredVector> vectors) {
    vectors.forEach(vector -> this.vectors.put(vector.point(), vector));
  }

  /** Where there are vectors, layer by layer. */
  public List<LayerSite> points() {
    return List.copyOf(vectors.keySet());
  }

  /** All vectors, in the order of their points. */
  public List<StoredVector> all() {
    return List.copyOf(vectors.values());
  }

  /** The vector at a point, one of {@link #points}. */
  public StoredVector of(LayerSite point) {
    StoredVector vector = vectors.get(point);
    if (vector == null) {
      throw new IllegalArgumentException("no vector was asked for at " + point);
    }
    return vector;
  }
}
