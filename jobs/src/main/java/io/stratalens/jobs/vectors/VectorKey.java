package io.stratalens.jobs.vectors;

import io.stratalens.workers.selection.LayerSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the vectors of one data set share, apart from their values.
 *
 * @param dataset the data set's name in tables
 * @param modelHash the model's
 * @param method how they are made: {@code mean}, {@code pca}, {@code logistic} or {@link #IMPORTED}
 * @param compute the type that their pairs were computed in; empty where nobody knows
 */
record VectorKey(String dataset, String modelHash, String method, Optional<String> compute) {
  /** The method of a vector whose file does not say how it was made. */
  static final String IMPORTED = "imported";

  /**
   * The id of a vector; the same parts give the same id in every warehouse.
   *
   * @param content hash of what it was made of: its pairs, or of the vector itself
   */
  String id(LayerSite point, String content) {
    List<String> parts =
        new ArrayList<>(
            List.of(
                dataset,
                modelHash,
                method,
                String.valueOf(point.layer()),
                point.site().label(),
                content));
    compute.ifPresent(parts::add);
    return Hash.of(parts);
  }
}
