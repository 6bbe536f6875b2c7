package io.stratalens.udfs.steering;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.Norms;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * L2-regularised logistic regression between two classes of rows: the weights w that, with an
 * intercept b, make least
 *
 * <pre>|w|^2 / 2 + C * sum over rows of log(1 + exp(-y (w.x + b)))</pre>
 *
 * with y = 1 for the first class and -1 for the second, C = 1 and b not regularised: what
 * scikit-learn's LogisticRegression fits unless told otherwise. Rows are taken as they are, neither
 * centred nor scaled. Newton's method from zero with halved steps; the same rows give the same
 * bits.
 */
final class LogisticWeights {
  private static final double STRENGTH = 1;
  private static final double DONE = 1e-16;
  private static final int MOST_STEPS = 200;

  private final double[][] rows;
  private final int first;
  private final int width;

  private LogisticWeights(double[][] rows, int first) {
    this.rows = rows;
    this.first = first;
    this.width = rows[0].length;
  }

  /** The weights, of the rows' width; the first class is the first {@code first} rows. */
  static double[] of(double[][] rows, int first) {
    RowSpace space = RowSpace.of(rows);
    double[] solution = new LogisticWeights(space.coordinates(), first).solve();
    double[] weights = new double[solution.length - 1];
    System.arraycopy(solution, 0, weights, 0, weights.length);
    return space.expand(weights, rows[0].length);
  }

  /** The weights and, last, the intercept. */
  private double[] solve() {
    double[] point = new double[width + 1];
    double loss = loss(point);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] gradient = gradient(point);
      double[] direction = newton(point, gradient);
      double decrease = Norms.dot(gradient, direction);
      if (decrease <= DONE * (1 + loss)) {
        // This close the loss cannot judge a step any more, while the step itself is good.
        return moved(point, -1, direction);
      }
      double share = 1;
      double[] next = moved(point, -share, direction);
      while (loss(next) > loss - 1e-4 * share * decrease) {
        share /= 2;
        next = moved(point, -share, direction);
        if (share < 0x1p-40) {
          // Only rounding is left to gain.
          return point;
        }
      }
      point = next;
      loss = loss(point);
    }
    throw StratalensException.failed(
        null,
        "Cannot fit the logistic steering vector because Newton's method is not done after %d"
            + " steps. Use the method mean or pca.",
        MOST_STEPS);
  }

  private double loss(double[] point) {
    double loss = 0;
    for (int i = 0; i < rows.length; i++) {
      double margin = sign(i) * score(point, rows[i]);
      loss += Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
    }
    double penalty = 0;
    for (int i = 0; i < width; i++) {
      penalty += point[i] * point[i];
    }
    return penalty / 2 + STRENGTH * loss;
  }

  private double[] gradient(double[] point) {
    double[] gradient = point.clone();
    gradient[width] = 0;
    for (int i = 0; i < rows.length; i++) {
      double pull = -STRENGTH * sign(i) * logistic(-sign(i) * score(point, rows[i]));
      for (int j = 0; j < width; j++) {
        gradient[j] += pull * rows[i][j];
      }
      gradient[width] += pull;
    }
    return gradient;
  }

  /** The inverse of the second derivatives times the gradient. */
  private double[] newton(double[] point, double[] gradient) {
    double[][] curvature = new double[width + 1][width + 1];
    for (int i = 0; i < width; i++) {
      curvature[i][i] = 1;
    }
    double[] extended = new double[width + 1];
    extended[width] = 1;
    for (double[] row : rows) {
      System.arraycopy(row, 0, extended, 0, width);
      double likely = logistic(score(point, row));
      double weight = STRENGTH * likely * (1 - likely);
      Moments.add(curvature, weight, extended);
    }
    Moments.mirror(curvature);
    // Rows so far from the boundary that none bends the loss leave the intercept without curvature.
    curvature[width][width] += 1e-12;
    return new CholeskyDecomposition(new Array2DRowRealMatrix(curvature, false), 0, 0)
        .getSolver()
        .solve(new ArrayRealVector(gradient, false))
        .toArray();
  }

  private int sign(int row) {
    return row < first ? 1 : -1;
  }

  private double score(double[] point, double[] row) {
    double score = point[width];
    for (int i = 0; i < width; i++) {
      score += point[i] * row[i];
    }
    return score;
  }

  private static double[] moved(double[] point, double share, double[] direction) {
    double[] next = point.clone();
    Norms.add(next, share, direction);
    return next;
  }

  private static double logistic(double score) {
    return score >= 0 ? 1 / (1 + Math.exp(-score)) : Math.exp(score) / (1 + Math.exp(score));
  }
}
