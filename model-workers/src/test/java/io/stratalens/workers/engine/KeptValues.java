package io.stratalens.workers.engine;

import io.stratalens.workers.selection.Site;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What a forward pass kept, as Java floats that outlive it. */
record KeptValues(KeepRequest request, byte[] bytes, float[] values, float[] norms, int width) {
  static KeptValues of(KeptVectors kept) {
    ByteBuffer buffer = kept.bytes();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    float[] values = kept.request().type().decode(bytes);
    return new KeptValues(kept.request(), bytes, values, kept.norms(), kept.width());
  }

  /**
   * One vector.
   *
   * @param row of the batch
   * @param index among the row's kept positions
   */
  float[] vector(int layer, Site site, int row, int index) {
    int at = at(layer, site, row, index) * width;
    return Arrays.copyOfRange(values, at, at + width);
  }

  /** The same vector as it is stored. */
  byte[] stored(int layer, Site site, int row, int index) {
    int each = width * request.type().bytes();
    int at = at(layer, site, row, index) * each;
    return Arrays.copyOfRange(bytes, at, at + each);
  }

  float norm(int layer, Site site, int row, int index) {
    return norms[at(layer, site, row, index)];
  }

  private int at(int layer, Site site, int row, int index) {
    int before = request.positions().subList(0, row).stream().mapToInt(own -> own.length).sum();
    return request.slot(layer, site) * request.rows() + before + index;
  }
}
