package io.stratalens.udfs.vector;

import java.util.Optional;

/** Vectors of two vectors of one width, in float64. */
public enum Combination {
  /** left + right. */
  ADD {
    @Override
    public Optional<double[]> of(double[] left, double[] right) {
      return Optional.of(sum(left, 1, right));
    }
  },
  /** left - right. */
  SUBTRACT {
    @Override
    public Optional<double[]> of(double[] left, double[] right) {
      return Optional.of(sum(left, -1, right));
    }
  },
  /** The part of left along right, (left . u) u with u = right / |right|; empty for zeros. */
  PROJECT {
    @Override
    public Optional<double[]> of(double[] left, double[] right) {
      double square = Norms.dot(right, right);
      return square == 0
          ? Optional.empty()
          : Optional.of(scaled(right, Norms.dot(left, right) / square));
    }
  };

  /** The vector made of two; empty where it has no meaning. */
  public abstract Optional<double[]> of(double[] left, double[] right);

  /** A vector times a factor. */
  public static double[] scaled(double[] vector, double factor) {
    double[] result = new double[vector.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = factor * vector[i];
    }
    return result;
  }

  private static double[] sum(double[] left, double factor, double[] right) {
    double[] result = left.clone();
    Norms.add(result, factor, right);
    return result;
  }
}
