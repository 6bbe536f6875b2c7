package io.stratalens.jobs.sweep;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Multipliers as the engine computes with them, float32, and as tables and plans have them. */
final class Multipliers {
  private final float[] floats;
  private final Map<Float, Double> given = new HashMap<>();

  Multipliers(List<Double> multipliers) {
    floats = new float[multipliers.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = multipliers.get(i).floatValue();
      given.put(floats[i], multipliers.get(i));
    }
  }

  float[] floats() {
    return floats;
  }

  double asGiven(float multiplier) {
    return given.get(multiplier);
  }
}
