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

  /** Adds the same of many rows, taking turns so that a part of the matrix is read once for all. */
  static void add(double[][] matrix, double[][] rows) {
    for (int i = 0; i < matrix.length; i++) {
      double[] target = matrix[i];
      for (double[] row : rows) {
        double factor = row[i];
        for (int j = 0; j <= i; j++) {
          target[j] += factor * row[j];
        }
      }
    }
  }

  /** The matrix, known by its lower half, times a vector. */
  static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[vector.length];
    for (int i = 0; i < product.length; i++) {
      double[] row = matrix[i];
      double sum = 0;
      for (int j = 0; j < i; j++) {
        sum += row[j] * vector[j];
        product[j] += row[j] * vector[i];
      }
      product[i] += sum + row[i] * vector[i];
    }
    return product;
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
