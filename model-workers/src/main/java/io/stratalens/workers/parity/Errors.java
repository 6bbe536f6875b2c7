package io.stratalens.workers.parity;

import java.util.Arrays;

/** Errors of one quantity, gathered over prompts, layers and positions. */
final class Errors {
  private double[] values = new double[64];
  private int size;

  /** |x - ref| / |ref| in L2, over one vector. */
  void addVector(float[] actual, int actualAt, float[] expected, int expectedAt, int width) {
    double difference = 0;
    double magnitude = 0;
    for (int i = 0; i < width; i++) {
      double reference = expected[expectedAt + i];
      double gap = actual[actualAt + i] - reference;
      difference += gap * gap;
      magnitude += reference * reference;
    }
    add(ratio(Math.sqrt(difference), Math.sqrt(magnitude)));
  }

  /** The largest |x - ref| over the largest |ref| of one row of logits. */
  void addRow(float[] actual, int actualAt, float[] expected, int expectedAt, int width) {
    double difference = 0;
    double magnitude = 0;
    for (int i = 0; i < width; i++) {
      double gap = Math.abs((double) actual[actualAt + i] - expected[expectedAt + i]);
      // Math.max would let a NaN through as the larger value, which is wanted here.
      difference = Math.max(difference, gap);
      magnitude = Math.max(magnitude, Math.abs(expected[expectedAt + i]));
    }
    add(ratio(difference, magnitude));
  }

  /** |x - ref| over 1 + |ref|, so that a limit e means e + e |ref|. */
  void addMixed(double actual, double expected) {
    add(Math.abs(actual - expected) / (1 + Math.abs(expected)));
  }

  double worst() {
    double worst = 0;
    for (int i = 0; i < size; i++) {
      worst = Math.max(worst, values[i]);
    }
    return worst;
  }

  double median() {
    if (size == 0) {
      return 0;
    }
    double[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return sorted[size / 2];
  }

  boolean empty() {
    return size == 0;
  }

  private void add(double error) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = error;
  }

  private static double ratio(double difference, double magnitude) {
    return difference == 0 ? 0 : difference / magnitude;
  }
}
