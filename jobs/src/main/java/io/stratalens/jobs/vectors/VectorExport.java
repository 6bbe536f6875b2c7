package io.stratalens.jobs.vectors;

import io.stratalens.jobs.warehouse.StoredVector;
import io.stratalens.workers.checkpoint.SafetensorsWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes vectors as a safetensors file: a tensor for each site of a layer, and their provenance.
 */
final class VectorExport {
  private VectorExport() {}

  /** Writes vectors that share all but their place. */
  static void write(List<StoredVector> vectors, Path file) {
    StoredVector first = vectors.get(0);
    SafetensorsWriter writer =
        new SafetensorsWriter()
            .metadata(VectorImport.KIND, VectorImport.VECTORS)
            .metadata("dataset", first.dataset())
            .metadata("model_hash", first.modelHash())
            .metadata("method", first.method());
    first.pairs().ifPresent(pairs -> writer.metadata("pairs", String.valueOf(pairs)));
    first.pairsHash().ifPresent(hash -> writer.metadata("pairs_hash", hash));
    first.origin().ifPresent(origin -> writer.metadata("origin", origin));
    for (StoredVector vector : vectors) {
      writer.floats(
          VectorNames.of(vector.point()), List.of((long) vector.vector().length), vector.vector());
    }
    writer.write(file);
  }
}
