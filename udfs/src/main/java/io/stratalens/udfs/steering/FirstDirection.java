package io.stratalens.udfs.steering;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.Norms;
import io.stratalens.udfs.vector.VectorSink;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.udfs.vector.Widths;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The first uncentred principal direction of vectors that come one after the other. They are kept
 * as they came until they are more than they are wide and take more bytes than the sums of their
 * products, and then only these: width * (width + 1) / 2 float64 values. Parts may be merged in any
 * order; not for several threads at once.
 */
public final class FirstDirection implements VectorSink, Serializable {
  private static final long serialVersionUID = 1L;

  // Below this share of the vectors' lengths their sum says nothing about a sign.
  private static final double SIGNLESS = 1e-9;

  private static final double SHORTEST = 1e-130;

  // So many rows are added to the moments together, which reads and writes these once.
  private static final int ROWS_AT_ONCE = 32;

  private final List<PackedVector> rows = new ArrayList<>();
  private long bytes;
  private double[][] moments;
  private double[] sum;
  private double lengths;
  private String kind;

  /** Adds an encoded vector, which is kept and not copied; refused like other ones. */
  @Override
  public void add(byte[] vector, VectorType type) {
    add(type.doubles(vector), new PackedVector.Encoded(vector, type), type.label());
  }

  /**
   * Adds a vector, which is kept and not copied; refused when its width is not that of the ones
   * before, a value is not finite, or its length is not.
   */
  @Override
  public void add(double[] vector, String vectorKind) {
    add(vector, PackedVector.of(vector), vectorKind);
  }

  private void add(double[] vector, PackedVector packed, String vectorKind) {
    for (int i = 0; i < vector.length; i++) {
      if (!Double.isFinite(vector[i])) {
        throw StratalensException.invalid(
            "Cannot find the first direction because a vector has a value that is not finite, its"
                + " value %d: %s. Leave the row out.",
            i, vector[i]);
      }
    }
    double length = Norms.euclidean(vector);
    if (!Double.isFinite(length * length)) {
      throw StratalensException.invalid(
          "Cannot find the first direction because a vector is longer than float64 numbers go: its"
              + " largest value is %s. Scale the vectors.",
          Math.abs(largest(vector)));
    }
    prepare(vector.length, vectorKind);
    lengths += length;
    keep(packed);
    Norms.add(sum, 1, vector);
  }

  /** Adds all vectors of another one. */
  public void merge(FirstDirection part) {
    if (part.sum == null) {
      return;
    }
    prepare(part.sum.length, part.kind);
    lengths += part.lengths;
    part.rows.forEach(this::keep);
    if (part.moments != null) {
      fold();
      for (int i = 0; i < moments.length; i++) {
        Norms.add(moments[i], 1, part.moments[i]);
      }
    }
    Norms.add(sum, 1, part.sum);
  }

  /**
   * The direction, of norm 1; empty where there is no vector but zeros. It points the way of the
   * vectors' mean, or where that is square to it, its largest value is positive.
   */
  public Optional<double[]> direction() {
    if (!(lengths > 0)) {
      return Optional.empty();
    }
    double[] direction = DominantEigenvector.of(sum.length, this::product);
    double along = Norms.dot(sum, direction);
    double sign = Math.abs(along) > SIGNLESS * lengths ? along : largest(direction);
    double[] unit = new double[direction.length];
    Norms.add(unit, Math.signum(sign) / Norms.euclidean(direction), direction);
    return Optional.of(unit);
  }

  private void prepare(int width, String vectorKind) {
    if (sum == null) {
      sum = new double[width];
      kind = vectorKind;
    }
    if (sum.length != width) {
      throw Widths.refusal(
          "find the first direction of vectors", sum.length, kind, width, vectorKind);
    }
  }

  private void keep(PackedVector vector) {
    rows.add(vector);
    bytes += vector.bytes();
    if (moments == null ? rowsAreMoreThanMoments() : rows.size() >= ROWS_AT_ONCE) {
      fold();
    }
  }

  private boolean rowsAreMoreThanMoments() {
    long width = sum.length;
    return rows.size() > width
        && bytes > width * (width + 1) / 2 * Double.BYTES
        && lengths > SHORTEST; // products of shorter vectors are zeros
  }

  private void fold() {
    if (moments == null) {
      moments = new double[sum.length][];
      for (int i = 0; i < moments.length; i++) {
        moments[i] = new double[i + 1];
      }
    }
    double[][] some = new double[Math.min(ROWS_AT_ONCE, rows.size())][sum.length];
    for (int first = 0; first < rows.size(); first += some.length) {
      double[][] block = Arrays.copyOf(some, Math.min(some.length, rows.size() - first));
      for (int i = 0; i < block.length; i++) {
        rows.get(first + i).unpack(block[i]);
      }
      Moments.add(moments, block);
    }
    rows.clear();
    bytes = 0;
  }

  /** The moments of all vectors, each divided by the sum of all lengths, times another vector. */
  private double[] product(double[] vector) {
    double[] product = new double[vector.length];
    if (moments != null) {
      product = Moments.times(moments, vector);
      for (int i = 0; i < product.length; i++) {
        product[i] = product[i] / lengths / lengths;
      }
    }
    double[] row = new double[vector.length];
    for (PackedVector packed : rows) {
      packed.unpack(row);
      PrincipalDirection.add(product, row, vector, lengths);
    }
    return product;
  }

  private static double largest(double[] vector) {
    double largest = 0;
    for (double value : vector) {
      largest = Math.abs(value) > Math.abs(largest) ? value : largest;
    }
    return largest;
  }
}
