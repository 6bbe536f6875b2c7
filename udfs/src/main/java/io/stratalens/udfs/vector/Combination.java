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
        return Optional.of(Norms.scaled(right, dot / square));
      }
      double[] one = Norms.nearOne(left);
      double[] other = Norms.nearOne(right);
      double scaled = Norms.dot(other, other);
      return scaled == 0
          ? Optional.empty()
          : Optional.of(
              Norms.scaled(
                  Norms.scaled(other, Norms.dot(one, other) / scaled), 1 / Norms.factor(left)));
    }
  };

  /** The vector made of two; empty where it has no meaning. */
  public abstract Optional<double[]> of(double[] left, double[] right);

  private static double[] sum(double[] left, double factor, double[] right) {
    double[] result = left.clone();
    Norms.add(result, factor, right);
    return result;
  }
}
