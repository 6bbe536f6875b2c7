package io.stratalens.workers.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.workers.Refusals;
import org.junit.jupiter.api.Test;

/** Expected values: inv_freq of LlamaRotaryEmbedding in transformers 5.23.0. */
final class RopeScalingTest {
  private static final int ULPS = 2;

  @Test
  void unscaledFrequenciesAreThoseOfTransformers() {
    assertClose(
        RopeScaling.none(10_000).inverseFrequencies(24),
        1f,
        0.464158893f,
        0.215443447f,
        0.100000001f,
        0.046415884f,
        0.0215443484f,
        0.00999999978f,
        0.00464158971f,
        0.00215443433f,
        0.00100000005f,
        0.000464158948f,
        0.000215443419f);
  }

  @Test
  void unscaledFrequenciesOfALargeBaseAreThoseOfTransformers() {
    assertClose(
        RopeScaling.none(1_000_000).inverseFrequencies(128),
        1f,
        0.805842221f,
        0.649381638f,
        0.523299158f,
        0.421696514f,
        0.339820832f,
        0.273841977f,
        0.220673397f,
        0.177827939f,
        0.143301263f,
        0.115478203f,
        0.0930572003f,
        0.0749894157f,
        0.0604296438f,
        0.0486967526f,
        0.0392418988f,
        0.0316227786f,
        0.0254829675f,
        0.0205352511f,
        0.0165481716f,
        0.0133352149f,
        0.0107460786f,
        0.00865964312f,
        0.00697830599f,
        0.00562341325f,
        0.00453158375f,
        0.00365174143f,
        0.00294272718f,
        0.00237137382f,
        0.00191095285f,
        0.00153992651f,
        0.00124093785f,
        0.00100000005f,
        0.000805842225f,
        0.000649381662f,
        0.000523299095f,
        0.000421696488f,
        0.000339820836f,
        0.000273841957f,
        0.000220673421f,
        0.00017782794f,
        0.000143301266f,
        0.000115478193f,
        9.3057206e-05f,
        7.49894243e-05f,
        6.04296365e-05f,
        4.86967547e-05f,
        3.92418988e-05f,
        3.16227743e-05f,
        2.54829665e-05f,
        2.05352499e-05f,
        1.65481706e-05f,
        1.33352141e-05f,
        1.07460783e-05f,
        8.65964375e-06f,
        6.97830637e-06f,
        5.62341347e-06f,
        4.53158373e-06f,
        3.65174128e-06f,
        2.94272718e-06f,
        2.37137374e-06f,
        1.91095296e-06f,
        1.53992653e-06f,
        1.24093776e-06f);
  }

  @Test
  void linearFrequenciesAreThoseOfTransformers() {
    assertClose(
        RopeScaling.linear(1_000_000, 4).inverseFrequencies(16),
        0.25f,
        0.0444569848f,
        0.00790569466f,
        0.00140585331f,
        0.000250000012f,
        4.44569851e-05f,
        7.90569356e-06f,
        1.40585337e-06f);
  }

  @Test
  void linearFrequenciesOfAnUnevenFactorAreThoseOfTransformers() {
    assertClose(
        RopeScaling.linear(10_000, 3).inverseFrequencies(16),
        0.333333343f,
        0.105409257f,
        0.0333333351f,
        0.0105409259f,
        0.00333333318f,
        0.00105409266f,
        0.000333333359f,
        0.000105409265f);
  }

  @Test
  void llama3FrequenciesAreThoseOfTransformers() {
    assertClose(
        new RopeScaling(RopeType.LLAMA3, 500_000, 8, 1, 4, 8192).inverseFrequencies(128),
        1f,
        0.814617217f,
        0.663601279f,
        0.540580988f,
        0.440366626f,
        0.358730227f,
        0.292227834f,
        0.238053814f,
        0.193922758f,
        0.157972813f,
        0.128687382f,
        0.10483095f,
        0.0853971019f,
        0.0695659518f,
        0.0566696189f,
        0.0461640507f,
        0.0376060307f,
        0.0306345206f,
        0.0249554086f,
        0.0203291047f,
        0.0165604409f,
        0.0134904198f,
        0.0109895291f,
        0.00895225909f,
        0.00729266508f,
        0.00594073068f,
        0.00483942125f,
        0.00394227589f,
        0.00321144611f,
        0.00216657063f,
        0.00137189368f,
        0.00085675146f,
        0.000524846022f,
        0.00031269365f,
        0.000178507791f,
        9.55621217e-05f,
        7.78465546e-05f,
        6.34151438e-05f,
        5.16590699e-05f,
        4.20823671e-05f,
        3.42810235e-05f,
        2.79259093e-05f,
        2.2748929e-05f,
        1.85316694e-05f,
        1.50962178e-05f,
        1.22976389e-05f,
        1.00178686e-05f,
        8.1607277e-06f,
        6.64786967e-06f,
        5.41546933e-06f,
        4.41153452e-06f,
        3.59371188e-06f,
        2.92749974e-06f,
        2.38479174e-06f,
        1.94269251e-06f,
        1.58255079e-06f,
        1.28917316e-06f,
        1.05018262e-06f,
        8.55496921e-07f,
        6.96902532e-07f,
        5.6770881e-07f,
        4.6246538e-07f,
        3.7673226e-07f,
        3.06892588e-07f);
  }

  @Test
  void llama3FrequenciesOfALargeFactorAreThoseOfTransformers() {
    assertClose(
        new RopeScaling(RopeType.LLAMA3, 500_000, 32, 1, 4, 8192).inverseFrequencies(64),
        1f,
        0.663601279f,
        0.440366626f,
        0.292227834f,
        0.193922758f,
        0.128687382f,
        0.0853971019f,
        0.0566696189f,
        0.0376060307f,
        0.0249554086f,
        0.0165604409f,
        0.0109895291f,
        0.00729266508f,
        0.00483942125f,
        0.00321144611f,
        0.00129054801f,
        0.000429556705f,
        9.70828623e-05f,
        1.94616387e-05f,
        1.29147675e-05f,
        8.57025589e-06f,
        5.68723226e-06f,
        3.77405445e-06f,
        2.50446715e-06f,
        1.66196742e-06f,
        1.10288363e-06f,
        7.31874934e-07f,
        4.85673127e-07f,
        3.22293289e-07f,
        2.1387423e-07f,
        1.41927202e-07f,
        9.41830649e-08f);
  }

  @Test
  void llama3FrequenciesOfAShortTextAreThoseOfTransformers() {
    assertClose(
        new RopeScaling(RopeType.LLAMA3, 500_000, 8, 1, 4, 32).inverseFrequencies(16),
        1f,
        0.0242403448f,
        0.00470075384f,
        0.000911583134f,
        0.000176776681f,
        3.42810235e-05f,
        6.64786967e-06f,
        1.28917316e-06f);
  }

  @Test
  void frequenciesThatWouldBeInfiniteAreRefused() {
    Refusals.assertRefused(() -> RopeScaling.none(Double.NaN), "rope_theta", "NaN");
    Refusals.assertRefused(() -> RopeScaling.linear(1, Double.POSITIVE_INFINITY), "factor");
    Refusals.assertRefused(
        () -> new RopeScaling(RopeType.LLAMA3, 1, 8, 1, 4, 0), "original_max_position_embeddings");
  }

  // Two libraries' powers may differ in the last bit before the division rounds once more.
  private static void assertClose(float[] actual, float... expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      int distance = Float.floatToIntBits(actual[i]) - Float.floatToIntBits(expected[i]);
      assertThat(Math.abs(distance)).as("ulps at %d", i).isLessThanOrEqualTo(ULPS);
    }
  }
}
