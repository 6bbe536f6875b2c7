package io.stratalens.workers.steering;

import io.stratalens.udfs.error.Labels;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.Norms;
import io.stratalens.workers.selection.LayerSite;

/**
 * How an intervention changes a vector h, with v its vector, u = v / |v| and m its amount. The
 * ordinals are those of the stage program.
 */
public enum Operation {
  /** h + m v. */
  ADD("add"),
  /** h + m u. */
  ADD_NORMALISED("normalised"),
  /** h + m |h| u. */
  ADD_NORM_MATCHED("norm-matched"),
  /** h - (h.u) u. */
  ABLATE("ablate"),
  /** h + (m - h.u) u: the share of h along u becomes m. */
  CLAMP("clamp"),
  /** v: activation patching. */
  REPLACE("replace");

  private final String label;

  Operation(String label) {
    this.label = label;
  }

  /** The name in tables and on the command line, such as {@code norm-matched}. */
  public String label() {
    return label;
  }

  /** The operation of this name; refused by name when there is none. */
  public static Operation of(String label) {
    return Labels.find(
        values(), Operation::label, label, "Cannot steer because the operation is not");
  }

  /**
   * Refuses a vector that has no u where the formula uses it.
   *
   * @param vector of the model's width
   */
  public void check(LayerSite place, float[] vector) {
    if (this == ADD || this == REPLACE || hasDirection(vector)) {
      return;
    }
    throw StratalensException.invalid(
        "Cannot steer %s of layer %d by operation=%s because the vector has no direction in float32,"
            + " its norm being zero or out of range: %s. Use another vector, or operation=%s.",
        place.site().label(), place.layer(), label, Norms.euclidean(vector), ADD.label);
  }

  /** Squares are summed as the stage program does, where tiny ones are lost and large ones end. */
  private static boolean hasDirection(float[] vector) {
    float squares = 0;
    for (float value : vector) {
      squares += value * value;
    }
    return squares >= Float.MIN_NORMAL && squares <= Float.MAX_VALUE;
  }
}
