package io.stratalens.udfs.steering;

import io.stratalens.udfs.vector.Norms;

/**
 * The first uncentred principal direction of rows: the unit vector v with the largest sum of
 * squared products with them. Found from products of the rows, so that their second moments, width
 * times width numbers, are never formed.
 */
final class PrincipalDirection {
  private PrincipalDirection() {}

  /** The direction, of the rows' width and of either sign; the rows must not all be zero. */
  static double[] of(double[][] rows) {
    double lengths = 0;
    for (double[] row : rows) {
      lengths += Norms.euclidean(row);
    }
    double scale = lengths;
    return DominantEigenvector.of(
        rows[0].length,
        vector -> {
          double[] product = new double[vector.length];
          for (double[] row : rows) {
            add(product, row, vector, scale);
          }
          return product;
        });
  }

  /**
   * Adds a row's moments times a vector to a product.
   *
   * @param scale the sum of all rows' lengths, which rows are divided by so that none is too small
   *     or large
   */
  static void add(double[] product, double[] row, double[] vector, double scale) {
    Norms.add(product, Norms.dot(row, vector) / scale / scale, row);
  }
}
