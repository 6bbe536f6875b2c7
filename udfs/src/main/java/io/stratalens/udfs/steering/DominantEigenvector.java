package io.stratalens.udfs.steering;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.Norms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * The eigenvector of the largest eigenvalue of a symmetric matrix without negative ones, which is
 * known by its products with vectors only: Lanczos' method with every vector made orthogonal to all
 * others, restarted with its best vectors. It ends when |A v - a v| is at most {@link #RESIDUAL}
 * times a, so that where the eigenvalue next to a is more than that away, v is as exact as a
 * decomposition of the whole matrix would have it. The start is the same every time.
 */
final class DominantEigenvector {
  /** The norm of A v - a v at which v is an eigenvector, as a share of its eigenvalue a. */
  static final double RESIDUAL = 1e-13;

  // A basis of so many vectors is small beside the rows and is decomposed in about a millisecond.
  private static final int CAPACITY = 64;
  private static final int KEPT = 24;
  private static final int STEPS_BETWEEN_LOOKS = 8;
  private static final int MOST_PRODUCTS = 20_000;
  private static final long SEED = 1;

  private final UnaryOperator<double[]> product;
  private final List<double[]> basis = new ArrayList<>();
  private final double[][] projected = new double[CAPACITY][CAPACITY];

  private DominantEigenvector(UnaryOperator<double[]> product) {
    this.product = product;
  }

  /**
   * The eigenvector, of norm 1 and of either sign.
   *
   * @param product the matrix, not zero, times a vector of its width
   */
  static double[] of(int width, UnaryOperator<double[]> product) {
    double[] start = new SplittableRandom(SEED).doubles(width, -1, 1).toArray();
    // A product has more of the wanted vector in it, and nothing that the matrix maps to zero.
    return new DominantEigenvector(product).find(product.apply(start));
  }

  private double[] find(double[] start) {
    double[] next = Norms.scaled(start, 1 / Norms.euclidean(start));
    double largest = 0;
    for (int products = 1; products <= MOST_PRODUCTS; products++) {
      double[] rest = extend(next);
      int size = basis.size();
      double norm = Norms.euclidean(rest);
      largest = Math.max(largest, projected[size - 1][size - 1]);
      boolean invariant = norm <= RESIDUAL * largest;
      if (invariant || size % STEPS_BETWEEN_LOOKS == 0) {
        List<Approximation> best = approximations();
        Approximation first = best.get(0);
        if (norm * Math.abs(first.share()) <= RESIDUAL * first.value()) {
          return expand(first);
        }
        if (size == CAPACITY) {
          restart(best.subList(0, KEPT));
        }
      }
      next = Norms.scaled(rest, 1 / norm);
    }
    throw StratalensException.failed(
        null,
        "Cannot find the first direction because it did not settle in %d products: its residual"
            + " stayed above %.0e of the eigenvalue",
        MOST_PRODUCTS,
        RESIDUAL);
  }

  /** Adds a vector to the basis; what of its product is outside of the basis then. */
  private double[] extend(double[] vector) {
    double[] rest = product.apply(vector);
    basis.add(vector);
    int last = basis.size() - 1;
    // Twice, since once loses orthogonality where little is left.
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i <= last; i++) {
        double along = Norms.dot(rest, basis.get(i));
        Norms.add(rest, -along, basis.get(i));
        if (pass == 0) {
          projected[i][last] = along;
          projected[last][i] = along;
        }
      }
    }
    return rest;
  }

  /** Eigenvectors of the matrix within the basis, the one of the largest eigenvalue first. */
  private List<Approximation> approximations() {
    int size = basis.size();
    EigenDecomposition parts =
        new EigenDecomposition(
            new Array2DRowRealMatrix(projected).getSubMatrix(0, size - 1, 0, size - 1));
    return IntStream.range(0, size)
        .mapToObj(
            i -> new Approximation(parts.getRealEigenvalue(i), parts.getEigenvector(i).toArray()))
        .sorted(Comparator.comparingDouble(Approximation::value).reversed())
        .toList();
  }

  private void restart(List<Approximation> kept) {
    List<double[]> vectors = kept.stream().map(this::expand).toList();
    basis.clear();
    basis.addAll(vectors);
    for (int i = 0; i < vectors.size(); i++) {
      for (int j = 0; j < vectors.size(); j++) {
        projected[i][j] = i == j ? kept.get(i).value() : 0;
      }
    }
  }

  private double[] expand(Approximation found) {
    double[] vector = new double[basis.get(0).length];
    for (int i = 0; i < basis.size(); i++) {
      Norms.add(vector, found.coordinates()[i], basis.get(i));
    }
    return Norms.scaled(vector, 1 / Norms.euclidean(vector));
  }

  /** An eigenvector within the basis. */
  @SuppressWarnings("ArrayRecordComponent") // Plain data, never compared.
  private record Approximation(double value, double[] coordinates) {
    /** How much of the basis's last vector it has, which alone leads out of the basis. */
    double share() {
      return coordinates[coordinates.length - 1];
    }
  }
}
