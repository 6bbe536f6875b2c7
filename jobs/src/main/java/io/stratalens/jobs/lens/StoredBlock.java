package io.stratalens.jobs.lens;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.selection.LayerSite;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Stored vectors of some positions, gathered until there are enough for one product. */
final class StoredBlock {
  private final String runId;
  private final List<LayerSite> points;
  private final VectorType type;
  private final int vectorBytes;
  private final List<RowKey> keys = new ArrayList<>();
  private final List<byte[][]> vectors = new ArrayList<>();

  StoredBlock(String runId, List<LayerSite> points, VectorType type, int width) {
    this.runId = runId;
    this.points = points;
    this.type = type;
    this.vectorBytes = type.bytes() * width;
  }

  VectorType type() {
    return type;
  }

  int positions() {
    return keys.size();
  }

  List<RowKey> keys() {
    return keys;
  }

  /** Whether a row belongs to the position that was begun last. */
  boolean continues(RowKey key) {
    return !keys.isEmpty() && keys.get(keys.size() - 1).equals(key);
  }

  void begin(RowKey key) {
    keys.add(key);
    vectors.add(new byte[points.size()][]);
  }

  void add(LayerSite point, byte[] vector) {
    int slot = points.indexOf(point);
    if (slot < 0) {
      throw broken("an unexpected row of layer " + point.layer() + ", " + point.site().label());
    }
    if (vector.length != vectorBytes) {
      throw broken("a vector of " + vector.length + " bytes where " + vectorBytes + " belong");
    }
    byte[][] own = vectors.get(vectors.size() - 1);
    if (own[slot] != null) {
      throw broken("two rows of layer " + point.layer() + ", " + point.site().label());
    }
    own[slot] = vector;
  }

  /** [points, positions, width] in direct memory. */
  ByteBuffer bytes() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(points.size() * keys.size() * vectorBytes);
    for (int slot = 0; slot < points.size(); slot++) {
      for (byte[][] position : vectors) {
        if (position[slot] == null) {
          throw broken("no row of layer " + points.get(slot).layer());
        }
        bytes.put(position[slot]);
      }
    }
    return bytes.flip();
  }

  private StratalensException broken(String what) {
    RowKey key = keys.get(keys.size() - 1);
    return StratalensException.failed(
        null,
        "Cannot read the lens of run %s because its activations of prompt %d, position %d hold %s."
            + " Capture the run again under another --run-id.",
        runId,
        key.promptId(),
        key.position(),
        what);
  }
}
