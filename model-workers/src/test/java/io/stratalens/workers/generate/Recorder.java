package io.stratalens.workers.generate;

import io.stratalens.workers.capture.Phase;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.KeptVectors;
import io.stratalens.workers.selection.LayerSite;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps everything that a generation hands over, which is float32. */
final class Recorder implements GenerationTaker {
  record Place(long prompt, int position, LayerSite point) {}

  final Map<Long, Generated> ended = new LinkedHashMap<>();
  final Map<Place, float[]> vectors = new LinkedHashMap<>();
  final Map<Place, RowKey> keys = new LinkedHashMap<>();
  final Map<Place, Phase> phases = new LinkedHashMap<>();

  @Override
  public void kept(KeptVectors kept, List<RowKey> rows, Phase phase) {
    FloatBuffer values = kept.bytes().asFloatBuffer();
    for (LayerSite point : kept.request().points()) {
      for (RowKey row : rows) {
        float[] vector = new float[kept.width()];
        values.get(vector);
        Place place = new Place(row.promptId(), row.position(), point);
        if (vectors.put(place, vector) != null) {
          throw new AssertionError("came twice: " + place);
        }
        keys.put(place, row);
        phases.put(place, phase);
      }
    }
  }

  @Override
  public void ended(Generated generated) {
    if (ended.put(generated.promptId(), generated) != null) {
      throw new AssertionError("ended twice: " + generated);
    }
  }
}
