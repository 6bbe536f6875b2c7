package io.stratalens.udfs.steering;

import io.stratalens.udfs.vector.Norms;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * The first uncentred principal direction of rows: the unit vector v with the largest sum of
 * squared products with them. Found by decomposing the second moments in the rows' own span, so
 * nothing is left to a starting point or a number of iterations.
 */
final class PrincipalDirection {
  private PrincipalDirection() {}

  /** The direction, of the rows' width and of either sign; the rows must not all be zero. */
  static double[] of(double[][] rows) {
    RowSpace space = RowSpace.of(rows);
    return space.expand(ofMoments(moments(space.coordinates())), rows[0].length);
  }

  /** The direction by the sums of the rows' products with themselves, a symmetric matrix. */
  static double[] ofMoments(double[][] moments) {
    EigenDecomposition parts = new EigenDecomposition(new Array2DRowRealMatrix(moments, false));
    double[] values = parts.getRealEigenvalues();
    int first = 0;
    for (int i = 1; i < values.length; i++) {
      first = values[i] > values[first] ? i : first;
    }
    return parts.getEigenvector(first).toArray();
  }

  /** Sums of products over rows, divided by their trace so that no scale is too small or large. */
  private static double[][] moments(double[][] rows) {
    int width = rows[0].length;
    double[][] moments = new double[width][width];
    double trace = 0;
    for (double[] row : rows) {
      trace += Norms.dot(row, row);
    }
    for (double[] row : rows) {
      Moments.add(moments, 1 / trace, row);
    }
    Moments.mirror(moments);
    return moments;
  }
}
