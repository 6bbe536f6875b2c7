package io.stratalens.workers.steering;

/**
 * How an intervention changes a vector h, with v its vector, u = v / |v| and m its amount. The
 * ordinals are those of the stage program.
 */
public enum Operation {
  /** h + m v. */
  ADD,
  /** h + m u. */
  ADD_NORMALISED,
  /** h + m |h| u. */
  ADD_NORM_MATCHED,
  /** h - (h.u) u. */
  ABLATE,
  /** h + (m - h.u) u: the share of h along u becomes m. */
  CLAMP,
  /** v: activation patching. */
  REPLACE;

  /** Whether the formula uses u, which a vector of zeros does not have. */
  public boolean needsDirection() {
    return this != ADD && this != REPLACE;
  }
}
