package io.stratalens.udfs.vector;

import java.util.OptionalDouble;

/** Numbers of two vectors of one width, in float64. */
public enum PairOperation {
  /** The sum of products. */
  DOT {
    @Override
    public OptionalDouble of(double[] left, double[] right) {
      return OptionalDouble.of(Norms.dot(left, right));
    }
  },
  /** The cosine of the angle between them, from -1 to 1; empty where either is all zeros. */
  COSINE {
    @Override
    public OptionalDouble of(double[] left, double[] right) {
      double norms = Norms.euclidean(left) * Norms.euclidean(right);
      if (Norms.isOrdinary(norms)) {
        return OptionalDouble.of(cosine(left, right, norms));
      }
      double[] one = Norms.nearOne(left);
      double[] other = Norms.nearOne(right);
      double scaled = Norms.euclidean(one) * Norms.euclidean(other);
      return scaled == 0 ? OptionalDouble.empty() : OptionalDouble.of(cosine(one, other, scaled));
    }

    private double cosine(double[] left, double[] right, double norms) {
      return Math.max(-1, Math.min(1, Norms.dot(left, right) / norms));
    }
  };

  /** The number of two vectors; empty where it has no meaning. */
  public abstract OptionalDouble of(double[] left, double[] right);
}
