package io.stratalens.udfs.steering;

/** Sums of a vector's products with itself, in a square matrix. */
final class Moments {
  private Moments() {}

  /** Adds weight * row * row' to the lower half of a matrix. */
  static void add(double[][] matrix, double weight, double[] row) {
    for (int i = 0; i < matrix.length; i++) {
      double factor = weight * row[i];
      double[] target = matrix[i];
      for (int j = 0; j <= i; j++) {
        target[j] += factor * row[j];
      }
    }
  }

  /** Makes the upper half that of the lower one. */
  static void mirror(double[][] matrix) {
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < i; j++) {
        matrix[j][i] = matrix[i][j];
      }
    }
  }
}
