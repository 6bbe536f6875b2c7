package io.stratalens.udfs.steering;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.Norms;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The vectors of one site and layer at the label's token: for every pair that of the matching label
 * and that of the other one.
 */
public final class VectorPairs {
  private final List<float[]> matching;
  private final List<float[]> other;
  private final MeanDifference mean;

  /**
   * Takes the pairs, {@code matching.get(i)} with {@code other.get(i)}; refused when there are
   * none, when widths differ or when a value is not finite. The arrays are kept, not copied.
   */
  public VectorPairs(List<float[]> matching, List<float[]> other) {
    if (matching.size() != other.size()) {
      throw StratalensException.invalid(
          "Cannot make a steering vector because its two labels differ in rows: %d and %d. Give one"
              + " vector of each label per row.",
          matching.size(), other.size());
    }
    this.matching = List.copyOf(matching);
    this.other = List.copyOf(other);
    this.mean = new MeanDifference(matching.isEmpty() ? 0 : matching.get(0).length);
    for (int i = 0; i < matching.size(); i++) {
      mean.add(this.matching.get(i), this.other.get(i));
    }
  }

  /** All pairs of an iterator, in its order. */
  static VectorPairs of(Iterator<LabelledPair> pairs) {
    List<float[]> matching = new ArrayList<>();
    List<float[]> other = new ArrayList<>();
    pairs.forEachRemaining(
        pair -> {
          matching.add(pair.matching());
          other.add(pair.other());
        });
    return new VectorPairs(matching, other);
  }

  /** How many pairs there are. */
  public int pairs() {
    return matching.size();
  }

  /** The mean difference; refused when there are no pairs. */
  double[] meanDifference() {
    return mean.mean();
  }

  /** The differences, [pairs, width]. */
  double[][] differences() {
    double[][] rows = new double[pairs()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Norms.toDoubles(matching.get(i));
      Norms.add(rows[i], -1, Norms.toDoubles(other.get(i)));
    }
    return rows;
  }

  /** The vectors of both classes, [2 * pairs, width]: the matching ones first. */
  double[][] classes() {
    double[][] rows = new double[2 * pairs()][];
    for (int i = 0; i < pairs(); i++) {
      rows[i] = Norms.toDoubles(matching.get(i));
      rows[pairs() + i] = Norms.toDoubles(other.get(i));
    }
    return rows;
  }
}
