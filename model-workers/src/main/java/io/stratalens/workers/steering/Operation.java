package io.stratalens.workers.steering;

import io.stratalens.udfs.error.StratalensException;
import java.util.Arrays;
import java.util.stream.Collectors;

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
    return Arrays.stream(values())
        .filter(operation -> operation.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                StratalensException.invalid(
                    "Cannot steer because the operation is not one of %s: %s",
                    Arrays.stream(values()).map(Operation::label).collect(Collectors.joining(", ")),
                    label));
  }

  /** Whether the formula uses u, which a vector of zeros does not have. */
  public boolean needsDirection() {
    return this != ADD && this != REPLACE;
  }
}
