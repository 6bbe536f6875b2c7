package io.stratalens.udfs.steering;

import io.stratalens.udfs.vector.Norms;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows as coordinates in an orthonormal basis of what they span, so that a few hundred rows of a
 * width of thousands cost what a few hundred columns cost. Products of rows, and so everything that
 * depends on products alone, stay what they were.
 */
final class RowSpace {
  // A row this close to the span of those before it, relative to its norm, is rounding.
  private static final double DEPENDENT = 1e-13;

  private final List<double[]> basis;
  private final double[][] coordinates;

  private RowSpace(List<double[]> basis, double[][] coordinates) {
    this.basis = basis;
    this.coordinates = coordinates;
  }

  /** Reduces rows; rows that are not fewer than their width stay as they are. */
  static RowSpace of(double[][] rows) {
    if (rows.length >= rows[0].length) {
      return new RowSpace(List.of(), rows);
    }
    List<double[]> basis = new ArrayList<>();
    List<double[]> projections = new ArrayList<>();
    for (double[] row : rows) {
      projections.add(project(row, basis));
    }
    double[][] coordinates = new double[rows.length][basis.size()];
    for (int i = 0; i < rows.length; i++) {
      double[] known = projections.get(i);
      System.arraycopy(known, 0, coordinates[i], 0, Math.min(known.length, basis.size()));
    }
    return new RowSpace(basis, coordinates);
  }

  /** The rows, [rows, dimensions]; dimensions may be fewer than the rows. */
  double[][] coordinates() {
    return coordinates;
  }

  /** A vector of the rows' own width from its coordinates. */
  double[] expand(double[] coordinate, int width) {
    if (basis.isEmpty()) {
      return coordinate.clone();
    }
    double[] vector = new double[width];
    for (int i = 0; i < coordinate.length; i++) {
      Norms.add(vector, coordinate[i], basis.get(i));
    }
    return vector;
  }

  /** Gram-Schmidt, twice, since once loses orthogonality among rows that are nearly parallel. */
  private static double[] project(double[] row, List<double[]> basis) {
    double[] rest = row.clone();
    double[] coordinate = new double[basis.size() + 1];
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < basis.size(); i++) {
        double along = Norms.dot(rest, basis.get(i));
        coordinate[i] += along;
        Norms.add(rest, -along, basis.get(i));
      }
    }
    double norm = Norms.euclidean(rest);
    if (norm > DEPENDENT * Norms.euclidean(row)) {
      basis.add(Norms.scaled(rest, 1 / norm));
      coordinate[basis.size() - 1] = norm;
    }
    return coordinate;
  }
}
