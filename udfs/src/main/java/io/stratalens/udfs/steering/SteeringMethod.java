package io.stratalens.udfs.steering;

import io.stratalens.udfs.error.Labels;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.Norms;
import java.util.Iterator;
import java.util.Locale;

/**
 * How a steering vector is made of pairs. Every method's vector points the way of the mean
 * difference and has its norm, so that slopes compare.
 */
public enum SteeringMethod {
  /** The mean over pairs of h(matching label) - h(other label). */
  MEAN {
    @Override
    double[] direction(VectorPairs pairs) {
      return pairs.meanDifference();
    }

    @Override
    public float[] vector(Iterator<LabelledPair> pairs) {
      if (!pairs.hasNext()) {
        return vector(VectorPairs.of(pairs));
      }
      LabelledPair first = pairs.next();
      MeanDifference mean = new MeanDifference(first.matching().length);
      mean.add(first.matching(), first.other());
      pairs.forEachRemaining(pair -> mean.add(pair.matching(), pair.other()));
      return Norms.toFloats(mean.mean());
    }
  },
  /** The first uncentred principal direction of the pair differences. */
  PCA {
    @Override
    double[] direction(VectorPairs pairs) {
      return PrincipalDirection.of(pairs.differences());
    }
  },
  /**
   * The weights of a logistic regression between the matching labels' vectors and the others', with
   * half the squared norm of the weights as penalty against the summed loss (C = 1) and a free
   * intercept.
   */
  LOGISTIC {
    @Override
    double[] direction(VectorPairs pairs) {
      return LogisticWeights.of(pairs.classes(), pairs.pairs());
    }
  };

  /** A vector of the pairs' width and of any norm and sign. */
  abstract double[] direction(VectorPairs pairs);

  /**
   * The steering vector, of the pairs' width, computed in float64 and then rounded: zeros where the
   * mean difference is zero, as in the input of the first layer when either label matches as often.
   *
   * @throws StratalensException when the method's direction stands so square to the mean difference
   *     that its sign means nothing
   */
  public float[] vector(VectorPairs pairs) {
    double[] mean = pairs.meanDifference();
    double norm = Norms.euclidean(mean);
    if (this == MEAN || norm == 0) {
      return Norms.toFloats(mean);
    }
    double[] direction = direction(pairs);
    double length = Norms.euclidean(direction);
    double along = Norms.dot(mean, direction) / (norm * length);
    if (!(Math.abs(along) > 1e-9)) {
      throw StratalensException.invalid(
          "Cannot sign the steering vector of the method %s because it is orthogonal to the mean"
              + " difference: cosine %.1e. Use the method mean.",
          label(), along);
    }
    double[] vector = new double[mean.length];
    Norms.add(vector, Math.signum(along) * norm / length, direction);
    return Norms.toFloats(vector);
  }

  /**
   * The same of pairs that come one after the other. The mean holds no more than one of them at a
   * time; the other methods need them all at once.
   */
  public float[] vector(Iterator<LabelledPair> pairs) {
    return vector(VectorPairs.of(pairs));
  }

  /** The name in tables and plans: {@code mean}, {@code pca} or {@code logistic}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The method of this name; refused by name when there is none. */
  public static SteeringMethod of(String label) {
    return Labels.find(
        values(), SteeringMethod::label, label, "Cannot use the method because it is not");
  }
}
