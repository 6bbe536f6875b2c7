package io.stratalens.jobs.catalog;

import io.stratalens.udfs.vector.VectorType;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Vectors in float64, read and reckoned with nothing of what is tested. */
final class PlainVectors {
  private PlainVectors() {}

  /** The values of bytes by what the standard says of sign, exponent and fraction. */
  static double[] decoded(byte[] bytes, VectorType type) {
    return switch (type) {
      case F32 -> decoded(bytes, 4, 23, 127);
      case F16 -> decoded(bytes, 2, 10, 15);
      case BF16 -> decoded(bytes, 2, 7, 127);
    };
  }

  private static double[] decoded(byte[] bytes, int size, int fractionBits, int bias) {
    double[] values = new double[bytes.length / size];
    for (int i = 0; i < values.length; i++) {
      long bits = 0;
      for (int j = size - 1; j >= 0; j--) {
        bits = bits << 8 | (bytes[i * size + j] & 0xFF);
      }
      boolean negative = bits >> (8 * size - 1) == 1;
      int exponent = (int) (bits >> fractionBits) & (2 * bias + 1);
      long fraction = bits & ((1L << fractionBits) - 1);
      double magnitude;
      if (exponent == 2 * bias + 1) {
        magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
      } else {
        long whole = exponent == 0 ? fraction : fraction + (1L << fractionBits);
        magnitude = Math.scalb((double) whole, Math.max(1, exponent) - bias - fractionBits);
      }
      values[i] = negative ? -magnitude : magnitude;
    }
    return values;
  }

  static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).reduce(0, Double::sum);
  }

  static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  static double[] scaled(double[] vector, double factor) {
    return each(vector, value -> value * factor);
  }

  static double[] magnitudes(double[] vector) {
    return each(vector, Math::abs);
  }

  static double[] each(double[] a, DoubleUnaryOperator operator) {
    return Arrays.stream(a).map(operator).toArray();
  }

  static double[] each(double[] a, double[] b, DoubleBinaryOperator operator) {
    return IntStream.range(0, a.length)
        .mapToDouble(i -> operator.applyAsDouble(a[i], b[i]))
        .toArray();
  }

  static double[] total(List<double[]> vectors) {
    double[] total = new double[vectors.get(0).length];
    vectors.forEach(vector -> Arrays.setAll(total, i -> total[i] + vector[i]));
    return total;
  }

  static double[] mean(List<double[]> vectors) {
    return each(total(vectors), sum -> sum / vectors.size());
  }

  /** The direction of the largest sum of squared products, by many products. */
  static double[] powerIteration(List<double[]> vectors) {
    double[] direction = vectors.get(0).clone();
    for (int step = 0; step < 3_000; step++) {
      double[] next = new double[direction.length];
      for (double[] vector : vectors) {
        double along = dot(vector, direction);
        Arrays.setAll(next, i -> next[i] + along * vector[i]);
      }
      direction = scaled(next, 1 / norm(next));
    }
    return direction;
  }
}
