package io.stratalens.workers.parity;

/** Small readings of rows of logits. */
final class Logits {
  private Logits() {}

  /** The index of the largest value, the first where several are. */
  static int top(float[] logits, int from, int vocabulary) {
    int best = 0;
    for (int i = 1; i < vocabulary; i++) {
      if (logits[from + i] > logits[from + best]) {
        best = i;
      }
    }
    return best;
  }

  static double largestMagnitude(float[] logits) {
    double largest = 0;
    for (float logit : logits) {
      largest = Math.max(largest, Math.abs(logit));
    }
    return largest;
  }
}
