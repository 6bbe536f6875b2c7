package io.stratalens.workers.engine;

import io.stratalens.workers.steering.Operation;
import java.util.Arrays;

/** The formulas of {@link io.stratalens.workers.steering.Operation}, in float64. */
final class Formulas {
  private Formulas() {}

  static double[] apply(Operation operation, double[] h, float[] vector, double m) {
    double[] v = Agreement.doubles(vector);
    double length = Math.sqrt(dot(v, v));
    double[] u = Arrays.stream(v).map(value -> value / length).toArray();
    return switch (operation) {
      case ADD -> plus(h, m, v);
      case ADD_NORMALISED -> plus(h, m, u);
      case ADD_NORM_MATCHED -> plus(h, m * Math.sqrt(dot(h, h)), u);
      case ABLATE -> plus(h, -dot(h, u), u);
      case CLAMP -> plus(h, m - dot(h, u), u);
      case REPLACE -> v;
    };
  }

  /** h.u for the direction of a vector. */
  static double along(double[] h, float[] vector) {
    double[] v = Agreement.doubles(vector);
    return dot(h, v) / Math.sqrt(dot(v, v));
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] plus(double[] h, double factor, double[] direction) {
    double[] out = new double[h.length];
    for (int i = 0; i < h.length; i++) {
      out[i] = h[i] + factor * direction[i];
    }
    return out;
  }
}
