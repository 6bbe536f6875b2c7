package io.stratalens.workers.model;

import io.stratalens.udfs.error.StratalensException;

/**
 * The rotary position embedding of a model.
 *
 * @param type how its frequencies are scaled
 * @param theta the base of the frequencies
 * @param factor what frequencies are divided by; 1 for {@link RopeType#DEFAULT}
 * @param lowFrequencyFactor for {@link RopeType#LLAMA3}: wavelengths above the original positions
 *     divided by this are scaled whole
 * @param highFrequencyFactor for {@link RopeType#LLAMA3}: wavelengths below the original positions
 *     divided by this are not scaled
 * @param originalPositions for {@link RopeType#LLAMA3}: the positions before scaling; else 0
 */
public record RopeScaling(
    RopeType type,
    double theta,
    double factor,
    double lowFrequencyFactor,
    double highFrequencyFactor,
    int originalPositions) {
  /** Refuses what gives no finite frequencies. */
  public RopeScaling {
    requirePositive("rope_theta", theta);
    requirePositive("factor", factor);
    if (type == RopeType.LLAMA3) {
      requirePositive("low_freq_factor", lowFrequencyFactor);
      requirePositive("original_max_position_embeddings", originalPositions);
      if (!(highFrequencyFactor > lowFrequencyFactor) || Double.isInfinite(highFrequencyFactor)) {
        throw StratalensException.invalid(
            "Cannot use the rotary embedding because high_freq_factor is not above low_freq_factor,"
                + " %s: %s. Correct config.json.",
            lowFrequencyFactor, highFrequencyFactor);
      }
    }
  }

  /** Frequencies as they are. */
  public static RopeScaling none(double theta) {
    return new RopeScaling(RopeType.DEFAULT, theta, 1, 0, 0, 0);
  }

  /** Frequencies divided by a factor. */
  public static RopeScaling linear(double theta, double factor) {
    return new RopeScaling(RopeType.LINEAR, theta, factor, 0, 0, 0);
  }

  /**
   * The angle per position of each rotated pair, in float32 and in the order of operations of
   * transformers, so that both round alike.
   *
   * @param headDim the width of a head, even
   * @return headDim / 2 values, highest first
   */
  public float[] inverseFrequencies(int headDim) {
    float[] frequencies = new float[headDim / 2];
    for (int i = 0; i < frequencies.length; i++) {
      float exponent = (float) (2 * i) / headDim;
      float unscaled = 1f / (float) Math.pow((float) theta, exponent);
      frequencies[i] =
          switch (type) {
            case DEFAULT -> unscaled;
            case LINEAR -> unscaled / (float) factor;
            case LLAMA3 -> llama3(unscaled);
          };
    }
    return frequencies;
  }

  private float llama3(float frequency) {
    float scale = (float) factor;
    float low = (float) lowFrequencyFactor;
    float wavelength = (1f / frequency) * (float) (2 * Math.PI);
    if (wavelength > (float) (originalPositions / lowFrequencyFactor)) {
      return frequency / scale;
    }
    if (wavelength < (float) (originalPositions / highFrequencyFactor)) {
      return frequency;
    }
    float smooth =
        ((1f / wavelength) * originalPositions - low)
            / (float) (highFrequencyFactor - lowFrequencyFactor);
    return (1f - smooth) * frequency / scale + smooth * frequency;
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0) || Double.isInfinite((float) value)) {
      throw StratalensException.invalid(
          "Cannot use the rotary embedding because %s is not positive and finite: %s. Correct"
              + " config.json.",
          name, value);
    }
  }
}
