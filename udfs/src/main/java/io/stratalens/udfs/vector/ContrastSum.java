package io.stratalens.udfs.vector;

import java.io.Serializable;
import java.util.Optional;

/** The difference of two classes' means, accumulated in float64; see {@link VectorSum}. */
public final class ContrastSum implements Serializable {
  private static final long serialVersionUID = 1L;

  private final VectorSum positive = new VectorSum();
  private final VectorSum negative = new VectorSum();

  /** The sum of one of the classes, to add its vectors to. */
  public VectorSum of(boolean isPositive) {
    return isPositive ? positive : negative;
  }

  /** Adds all vectors of another one. */
  public void merge(ContrastSum part) {
    positive.merge(part.positive);
    negative.merge(part.negative);
  }

  /** Mean of the positive class minus that of the other; empty where either has no vector. */
  public Optional<double[]> difference() {
    Optional<double[]> mean = positive.mean();
    Optional<double[]> other = negative.mean();
    if (mean.isEmpty() || other.isEmpty()) {
      return Optional.empty();
    }
    if (mean.get().length != other.get().length) {
      throw Widths.refusal(
          "subtract the means of a group's two classes",
          mean.get().length,
          positive.kind() + " (true)",
          other.get().length,
          negative.kind() + " (false)");
    }
    Norms.add(mean.get(), -1, other.get());
    return mean;
  }
}
