package io.stratalens.udfs.vector;

import java.io.Serializable;
import java.util.Optional;

/**
 * A sum of vectors of one width, accumulated in float64. Sums of parts may be merged in any order;
 * not for several threads at once.
 */
public final class VectorSum implements VectorSink, Serializable {
  private static final long serialVersionUID = 1L;

  private double[] sums;
  private String encoding;
  private long count;

  @Override
  public void add(byte[] vector, VectorType type) {
    prepare(type.width(vector), type.label());
    type.addTo(sums, vector);
    count++;
  }

  @Override
  public void add(double[] vector, String kind) {
    prepare(vector.length, kind);
    Norms.add(sums, 1, vector);
    count++;
  }

  /** Adds all vectors of another sum. */
  public void merge(VectorSum part) {
    if (part.count > 0) {
      prepare(part.sums.length, part.encoding);
      Norms.add(sums, 1, part.sums);
      count += part.count;
    }
  }

  /** The sum; empty when nothing was added. */
  public Optional<double[]> sum() {
    return count == 0 ? Optional.empty() : Optional.of(sums.clone());
  }

  /** The mean; empty when nothing was added. */
  public Optional<double[]> mean() {
    return sum()
        .map(
            mean -> {
              for (int i = 0; i < mean.length; i++) {
                mean[i] /= count;
              }
              return mean;
            });
  }

  /** The dtype of the vectors, or the type of their arrays; null when nothing was added. */
  String kind() {
    return encoding;
  }

  private void prepare(int width, String kind) {
    if (sums == null) {
      sums = new double[width];
      encoding = kind;
    }
    if (sums.length != width) {
      throw Widths.refusal("add up the vectors of a group", sums.length, encoding, width, kind);
    }
  }
}
