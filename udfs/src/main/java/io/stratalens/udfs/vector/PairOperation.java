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
      return norms == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(Math.max(-1, Math.min(1, Norms.dot(left, right) / norms)));
    }
  };

  /** The number of two vectors; empty where it has no meaning. */
  public abstract OptionalDouble of(double[] left, double[] right);
}
