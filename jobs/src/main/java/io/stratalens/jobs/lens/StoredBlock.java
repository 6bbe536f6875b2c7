package io.stratalens.jobs.lens;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.selection.LayerSite;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Stored vectors of some positions, gathered until there are enough for one product or as many as
 * memory should hold. A large model with many points is read in products of other row counts than a
 * small one, which moves last bits.
 */
final class StoredBlock {
  /** Of all vectors of a block, which lie in memory twice: as rows and together. */
  private static final long MOST_BYTES = 64L << 20;

  private final String runId;
  private final List<LayerSite> points;
  private final VectorType type;
  private final int vectorBytes;
  private final int most;
  private final List<RowKey> keys = new ArrayList<>();
  private final List<byte[][]> vectors = new ArrayList<>();

  /**
   * @param productRows positions that one product reads
   */
  StoredBlock(String runId, List<LayerSite> points, VectorType type, int width, int productRows) {
    this.runId = runId;
    this.points = points;
    this.type = type;
    this.vectorBytes = type.bytes() * width;
    long fitting = MOST_BYTES / ((long) points.size() * vectorBytes);
    this.most = (int) Math.max(1, Math.min(productRows, fitting));
  }

  VectorType type() {
    return type;
  }

  /** Whether it takes no other position. */
  boolean full() {
    return keys.size() == most;
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
    int positionBytes = Math.multiplyExact(points.size(), vectorBytes);
    ByteBuffer bytes = ByteBuffer.allocateDirect(Math.multiplyExact(keys.size(), positionBytes));
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
