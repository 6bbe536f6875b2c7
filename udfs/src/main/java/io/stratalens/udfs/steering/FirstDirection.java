package io.stratalens.udfs.steering;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.Norms;
import io.stratalens.udfs.vector.Widths;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first uncentred principal direction of vectors that come one after the other. They are kept
 * until they are as many as they are wide, and then only the sums of their products: at most about
 * width * width float64 values. Parts may be merged in any order; not for several threads at once.
 */
public final class FirstDirection implements Serializable {
  private static final long serialVersionUID = 1L;

  // Below this share of the vectors' lengths their sum says nothing about a sign.
  private static final double SIGNLESS = 1e-9;

  private final List<double[]> rows = new ArrayList<>();
  private double[][] moments;
  private double[] sum;
  private double lengths;
  private String kind;

  /**
   * Adds a vector, which is kept and not copied; refused when its width is not that of the ones
   * before, or a value is not finite.
   *
   * @param vectorKind what refusals call its kind, such as a dtype
   */
  public void add(double[] vector, String vectorKind) {
    for (int i = 0; i < vector.length; i++) {
      if (!Double.isFinite(vector[i])) {
        throw StratalensException.invalid(
            "Cannot find the first direction because a vector has a value that is not finite, its"
                + " value %d: %s. Leave the row out.",
            i, vector[i]);
      }
    }
    prepare(vector.length, vectorKind);
    keep(vector);
    Norms.add(sum, 1, vector);
    lengths += Norms.euclidean(vector);
  }

  /** Adds all vectors of another one. */
  public void merge(FirstDirection part) {
    if (part.sum == null) {
      return;
    }
    prepare(part.sum.length, part.kind);
    part.rows.forEach(this::keep);
    if (part.moments != null) {
      fold();
      for (int i = 0; i < moments.length; i++) {
        Norms.add(moments[i], 1, part.moments[i]);
      }
    }
    Norms.add(sum, 1, part.sum);
    lengths += part.lengths;
  }

  /**
   * The direction, of norm 1; empty where there is no vector but zeros. It points the way of the
   * vectors' mean, or where that is square to it, its largest value is positive.
   */
  public Optional<double[]> direction() {
    if (!(lengths > 0)) {
      return Optional.empty();
    }
    double[] direction =
        moments == null
            ? PrincipalDirection.of(rows.toArray(double[][]::new))
            : PrincipalDirection.ofMoments(scaledMoments());
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

  private void keep(double[] vector) {
    if (moments == null) {
      rows.add(vector);
      if (rows.size() > vector.length) {
        fold();
      }
    } else {
      Moments.add(moments, 1, vector);
    }
  }

  private void fold() {
    if (moments == null) {
      moments = new double[sum.length][];
      for (int i = 0; i < moments.length; i++) {
        moments[i] = new double[i + 1];
      }
    }
    rows.forEach(row -> Moments.add(moments, 1, row));
    rows.clear();
  }

  /** The whole matrix, divided by its trace so that no scale is too small or large. */
  private double[][] scaledMoments() {
    double trace = 0;
    for (int i = 0; i < moments.length; i++) {
      trace += moments[i][i];
    }
    double[][] scaled = new double[moments.length][moments.length];
    for (int i = 0; i < scaled.length; i++) {
      for (int j = 0; j <= i; j++) {
        scaled[i][j] = moments[i][j] / trace;
      }
    }
    Moments.mirror(scaled);
    return scaled;
  }

  private static double largest(double[] vector) {
    double largest = 0;
    for (double value : vector) {
      largest = Math.abs(value) > Math.abs(largest) ? value : largest;
    }
    return largest;
  }
}
