package io.stratalens.udfs.vector;

/** Lengths and products of float64 vectors. */
public final class Norms {
  // Values whose squares are lost below the one change no digit of it, and sums end before
  // infinity.
  private static final double LEAST = 1e-280;
  private static final double MOST = 1e300;

  private Norms() {}

  /** The sum of products of two vectors of one width. */
  public static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }

  /** The Euclidean norm, of vectors too whose squares float64 cannot hold. */
  public static double euclidean(double[] vector) {
    double square = dot(vector, vector);
    if (isOrdinary(square)) {
      return Math.sqrt(square);
    }
    double[] scaled = nearOne(vector);
    return Math.sqrt(dot(scaled, scaled)) / factor(vector);
  }

  /** The Euclidean norm of float32 values, summed in float64. */
  public static double euclidean(float[] vector) {
    return euclidean(toDoubles(vector));
  }

  /** Whether a product of lengths is so far from the ends of float64 that nothing was lost. */
  static boolean isOrdinary(double product) {
    return product >= LEAST && product <= MOST;
  }

  /**
   * What brings the largest value of a vector near 1, a power of 2 so that no value is rounded; 1
   * for zeros and where a value is not finite.
   */
  static double factor(double[] vector) {
    double largest = 0;
    for (double value : vector) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest == 0 || !Double.isFinite(largest)
        ? 1
        : Math.scalb(1.0, -Math.getExponent(largest));
  }

  /** A vector scaled by its {@link #factor}. */
  static double[] nearOne(double[] vector) {
    return scaled(vector, factor(vector));
  }

  /** A vector times a factor. */
  public static double[] scaled(double[] vector, double factor) {
    double[] result = new double[vector.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = factor * vector[i];
    }
    return result;
  }

  /** {@code target += factor * vector}, both of one width. */
  public static void add(double[] target, double factor, double[] vector) {
    for (int i = 0; i < target.length; i++) {
      target[i] += factor * vector[i];
    }
  }

  /** The values in float64. */
  public static double[] toDoubles(float[] vector) {
    double[] doubles = new double[vector.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = vector[i];
    }
    return doubles;
  }

  /** The values rounded to float32. */
  public static float[] toFloats(double[] vector) {
    float[] floats = new float[vector.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) vector[i];
    }
    return floats;
  }
}
