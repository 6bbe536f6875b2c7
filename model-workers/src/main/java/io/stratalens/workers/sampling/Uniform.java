package io.stratalens.workers.sampling;

/** Random numbers that follow from where they are used, not from how many were drawn before. */
final class Uniform {
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;
  private static final float UNIT = 0x1p-24f;

  private Uniform() {}

  /** A multiple of 2^-24 in [0, 1), so that it is exact in float32. */
  static float of(long seed, long prompt, int step) {
    return (mix(mix(mix(seed) + prompt) + step) >>> 40) * UNIT;
  }

  /** A number that stands for these ids. */
  static long of(int[] ids) {
    long number = ids.length;
    for (int id : ids) {
      number = mix(number + id);
    }
    return number;
  }

  // SplitMix64's step.
  private static long mix(long state) {
    long z = state + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}
