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
      double dot = Norms.dot(left, right);
      if (Norms.isOrdinary(square) && Double.isFinite(dot)) {
        return Optional.of(scaled(right, dot / square));
      }
      double factor = Norms.factor(left);
      double[] one = scaled(left, factor);
      double[] other = scaled(right, Norms.factor(right));
      double scaled = Norms.dot(other, other);
      return scaled == 0
          ? Optional.empty()
          : Optional.of(scaled(scaled(other, Norms.dot(one, other) / scaled), 1 / factor));
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
