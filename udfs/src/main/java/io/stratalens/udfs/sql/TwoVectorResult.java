package io.stratalens.udfs.sql;

import io.stratalens.udfs.vector.Combination;
import io.stratalens.udfs.vector.Norms;
import io.stratalens.udfs.vector.PairOperation;
import java.io.Serializable;

/** What two vectors give, as Spark holds it: a number or a vector, or null. */
interface TwoVectorResult extends Serializable {
  boolean isVector();

  Object of(double[] left, double[] right);

  /** A number. */
  record OfNumber(PairOperation operation) implements TwoVectorResult {
    @Override
    public boolean isVector() {
      return false;
    }

    @Override
    public Object of(double[] left, double[] right) {
      return Bound.orNull(operation.of(left, right));
    }
  }

  /** A vector. */
  record OfVector(Combination combination) implements TwoVectorResult {
    @Override
    public boolean isVector() {
      return true;
    }

    @Override
    public Object of(double[] left, double[] right) {
      return combination
          .of(left, right)
          .map(Norms::toFloats)
          .map(VectorArgument::floats)
          .orElse(null);
    }
  }
}
