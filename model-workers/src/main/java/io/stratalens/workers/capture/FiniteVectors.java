package io.stratalens.workers.capture;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.engine.KeptVectors;
import io.stratalens.workers.selection.LayerSite;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Refuses kept vectors with a value that is not finite, before anything is made of them: every
 * later number of such a row, and of the directions it goes into, would be one without a word.
 */
public final class FiniteVectors {
  private final KeptVectors kept;
  private final List<RowKey> keys;

  private FiniteVectors(KeptVectors kept, List<RowKey> keys) {
    this.kept = kept;
    this.keys = keys;
  }

  /**
   * Looks at the norms, which tell of every value and are there anyway.
   *
   * @param keys the positions, in the order kept
   */
  public static void check(KeptVectors kept, List<RowKey> keys) {
    check(kept, keys, kept.norms());
  }

  static void check(KeptVectors kept, List<RowKey> keys, float[] norms) {
    for (int vector = 0; vector < norms.length; vector++) {
      if (!Float.isFinite(norms[vector])) {
        throw new FiniteVectors(kept, keys).refused(vector);
      }
    }
  }

  private StratalensException refused(int vector) {
    LayerSite point = kept.request().points().get(vector / keys.size());
    RowKey key = keys.get(vector % keys.size());
    VectorType type = kept.request().type();
    String what =
        "%s of layer %d at position %d of prompt %d as %s"
            .formatted(
                point.site().label(), point.layer(), key.position(), key.promptId(), type.label());
    float value = worst(vector);
    if (Float.isInfinite(value) && largest(type) < largest(kept.computed())) {
      return StratalensException.invalid(
          "Cannot keep %s because a value that was computed in %s is beyond the largest of that"
              + " type, %s: %s. Ask for --dtype %s.",
          what,
          kept.computed().label(),
          largest(type),
          value,
          type == VectorType.F16 ? "f32 or bf16" : "f32");
    }
    if (Float.isFinite(value)) {
      return StratalensException.failed(
          null,
          "Cannot keep %s because its norm is beyond what float32 holds, with a value of: %s. Check"
              + " the model's weights.",
          what,
          value);
    }
    return StratalensException.failed(
        null,
        "Cannot keep %s because the model itself, which computes in %s, produced a value that is"
            + " not finite: %s. Check its weights.",
        what,
        kept.computed().label(),
        value);
  }

  // A value that is not a number, else an infinite one, else the largest.
  private float worst(int vector) {
    ByteBuffer buffer = kept.bytes(vector, vector + 1L);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    float worst = 0;
    for (float value : kept.request().type().decode(bytes)) {
      // Math.max hands on what is not a number.
      worst = Math.max(worst, Math.abs(value));
    }
    return worst;
  }

  private static float largest(VectorType type) {
    return switch (type) {
      case F16 -> 65_504;
      case BF16 -> Float.intBitsToFloat(0x7F7F_0000);
      case F32 -> Float.MAX_VALUE;
    };
  }
}
