package io.stratalens.udfs.steering;

import io.stratalens.udfs.error.StratalensException;

/** What every pair must be: two vectors of one width with finite values. */
final class PairCheck {
  private PairCheck() {}

  static void check(long pair, int width, float[] matching, float[] other) {
    width(matching.length, width);
    width(other.length, width);
    finite(pair, "matching", matching);
    finite(pair, "other", other);
  }

  static void width(int found, int width) {
    if (found != width) {
      throw StratalensException.invalid(
          "Cannot make a steering vector because its pairs differ in width: %d and %d. Give vectors"
              + " of one model and site.",
          width, found);
    }
  }

  private static void finite(long pair, String label, float[] vector) {
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        throw StratalensException.invalid(
            "Cannot make a steering vector because pair %d has a value that is not finite, the %s"
                + " label's value %d: %s. Leave the row out.",
            pair, label, i, vector[i]);
      }
    }
  }
}
