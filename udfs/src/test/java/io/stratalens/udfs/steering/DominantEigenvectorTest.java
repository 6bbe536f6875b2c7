package io.stratalens.udfs.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stratalens.udfs.vector.Norms;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DominantEigenvectorTest {
  /** A matrix of random eigenvectors, the columns of the first part, and these eigenvalues. */
  private record Known(RealMatrix vectors, RealMatrix matrix, double largest) {
    static Known of(long seed, double... values) {
      Random random = new Random(seed);
      RealMatrix drawn = new Array2DRowRealMatrix(values.length, values.length);
      for (int i = 0; i < values.length; i++) {
        drawn.setRow(i, random.doubles(values.length, -1, 1).toArray());
      }
      RealMatrix vectors = new QRDecomposition(drawn).getQ();
      RealMatrix scaled = vectors.copy();
      for (int i = 0; i < values.length; i++) {
        scaled.setColumnVector(i, vectors.getColumnVector(i).mapMultiply(values[i]));
      }
      RealMatrix matrix = scaled.multiply(vectors.transpose());
      RealMatrix symmetric = matrix.add(matrix.transpose()).scalarMultiply(0.5);
      return new Known(vectors, symmetric, Arrays.stream(values).max().orElseThrow());
    }

    double[] found() {
      return DominantEigenvector.of(matrix.getRowDimension(), matrix::operate);
    }

    /** Requires an eigenvector of the largest eigenvalue, by what it is. */
    double[] checked() {
      double[] found = found();
      double[] rest = matrix.operate(found);
      Norms.add(rest, -largest, found);
      assertThat(Norms.euclidean(found)).isCloseTo(1, within(1e-14));
      assertThat(Norms.euclidean(rest)).isLessThan(1e-12 * largest);
      return found;
    }

    double along(double[] found, int column) {
      return Math.abs(Norms.dot(found, vectors.getColumn(column)));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void aRandomSpectrumGivesTheVectorOfADecomposition(long seed) {
    Random random = new Random(seed);
    int width = 1 + random.nextInt(150);
    double[] values = random.doubles(width).map(value -> Math.pow(value, seed % 4)).toArray();
    Known known = Known.of(seed, values);
    EigenDecomposition parts = new EigenDecomposition(known.matrix());
    double[] all = parts.getRealEigenvalues();
    int first = IntStream.range(0, width).reduce(0, (a, b) -> all[b] > all[a] ? b : a);

    double[] found = known.checked();

    double gap =
        known.largest()
            - Arrays.stream(values).filter(value -> value < known.largest()).max().orElse(0);
    double[] reference = parts.getEigenvector(first).toArray();
    double sign = Math.signum(Norms.dot(reference, found));
    Norms.add(reference, -sign, found);
    if (seed % 4 > 0) {
      // Either is off by the rounding of the matrix over the gap.
      assertThat(Norms.euclidean(reference)).isLessThan(1e-12 * known.largest() / gap);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 1e-6, 1e-9, 1e-12, 0})
  void nearlyEqualLargestValuesGiveAVectorOfTheirOwn(double gap) {
    double[] values = new double[90];
    Arrays.setAll(values, i -> i < 2 ? 1 - i * gap : 0.9 / i);
    Known known = Known.of(3, values);

    double[] found = known.checked();

    double first = known.along(found, 0);
    double second = known.along(found, 1);
    assertThat(Math.hypot(first, second)).isCloseTo(1, within(1e-12));
    if (gap > 0) {
      // By how much rounding turns the two into each other, in any decomposition.
      assertThat(second).isLessThan(1e-13 / gap);
    }
  }

  @Test
  void aSpectrumWithoutGapsTakesMoreVectorsThanAreKept() {
    double[] values = new double[400];
    Arrays.setAll(values, i -> 1 - i / 400.0);
    Known known = Known.of(4, values);
    assertThat(1 - known.along(known.checked(), 0)).isLessThan(1e-12);
  }

  @Test
  void theSameMatrixGivesTheSameBits() {
    Known known = Known.of(5, 3, 2.9, 1, 0.5, 0);
    assertThat(known.found()).isEqualTo(known.found());
  }
}
