package io.stratalens.udfs.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Pairs of which a share of the difference is common to all. */
final class SamplePairs {
  private SamplePairs() {}

  static VectorPairs of(int pairs, int width, long seed, double scale) {
    Random random = new Random(seed);
    double[] common = random.doubles(width, -1, 1).toArray();
    List<float[]> matching = new ArrayList<>();
    List<float[]> other = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      float[] one = new float[width];
      float[] two = new float[width];
      for (int j = 0; j < width; j++) {
        double base = random.nextGaussian();
        one[j] = (float) (scale * (base + 0.7 * common[j] + 0.4 * random.nextGaussian()));
        two[j] = (float) (scale * (base + 0.4 * random.nextGaussian()));
      }
      matching.add(one);
      other.add(two);
    }
    return new VectorPairs(matching, other);
  }
}
