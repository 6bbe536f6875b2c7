package io.stratalens.udfs.vector;

/** Lengths and products of float64 vectors. */
public final class Norms {
  private Norms() {}

  /** The sum of products of two vectors of one width. */
  public static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }

  /** The Euclidean norm. */
  public static double euclidean(double[] vector) {
    return Math.sqrt(dot(vector, vector));
  }

  /** {@code target += factor * vector}, both of one width. */
  public static void add(double[] target, double factor, double[] vector) {
    for (int i = 0; i < target.length; i++) {
      target[i] += factor * vector[i];
    }
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
