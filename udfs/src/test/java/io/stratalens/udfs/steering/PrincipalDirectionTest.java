package io.stratalens.udfs.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stratalens.udfs.vector.Norms;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrincipalDirectionTest {
  /** Rows = sum over parts of size * left * right' with orthonormal lefts and rights. */
  private static double[][] rows(double[][] left, double[][] right, double... sizes) {
    double[][] rows = new double[left[0].length][right[0].length];
    for (int part = 0; part < right.length; part++) {
      for (int i = 0; i < rows.length; i++) {
        Norms.add(rows[i], sizes[part] * left[part][i], right[part]);
      }
    }
    return rows;
  }

  private static double[][] orthonormal(int count, int width, Random random) {
    double[][] vectors = new double[count][];
    for (int i = 0; i < count; i++) {
      vectors[i] = random.doubles(width, -1, 1).toArray();
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j < i; j++) {
          Norms.add(vectors[i], -Norms.dot(vectors[i], vectors[j]), vectors[j]);
        }
      }
      double norm = Norms.euclidean(vectors[i]);
      for (int k = 0; k < width; k++) {
        vectors[i][k] /= norm;
      }
    }
    return vectors;
  }

  @ParameterizedTest(name = "{0} rows of width {1}")
  @CsvSource({"300, 576", "40, 8192", "500, 64", "64, 64", "1, 5", "5, 1"})
  void theDirectionIsThatOfTheLargestSingularValue(int count, int width) {
    Random random = new Random(count);
    int parts = Math.min(4, Math.min(count, width));
    double[][] right = orthonormal(parts, width, random);
    double[][] rows =
        rows(orthonormal(parts, count, random), right, new double[] {1.0, 0.98, 0.5, 1e-6});
    double[] direction = PrincipalDirection.of(rows);
    assertThat(Norms.euclidean(direction)).isCloseTo(1, within(1e-10));
    assertThat(Math.abs(Norms.dot(direction, right[0]))).isCloseTo(1, within(1e-10));
  }

  @Test
  void rowsThatRepeatAreNoDimensionOfTheirOwn() {
    double[][] rows = {{3, 0, 0, 4}, {3, 0, 0, 4}, {-3, 0, 0, -4}};
    assertThat(RowSpace.of(rows).coordinates()[0]).hasSize(1);
    double[] direction = PrincipalDirection.of(rows);
    assertThat(Math.abs(direction[0])).isCloseTo(0.6, within(1e-14));
    assertThat(direction[3] / direction[0]).isCloseTo(4.0 / 3, within(1e-14));
  }

  @Test
  void theScaleOfTheRowsChangesNothing() {
    double[] plain = PrincipalDirection.of(new double[][] {{1, 2, 3}, {2, 1, 0}});
    for (double scale : new double[] {1e-40, 1e38}) {
      double[] scaled =
          PrincipalDirection.of(
              new double[][] {{scale, 2 * scale, 3 * scale}, {2 * scale, scale, 0}});
      assertThat(Math.abs(Norms.dot(plain, scaled))).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void coordinatesKeepEveryProductOfRows() {
    Random random = new Random(3);
    double[][] rows = new double[20][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.doubles(700, -1, 1).toArray();
    }
    // Nearly parallel to another row, where a single Gram-Schmidt fails.
    rows[7] = rows[3].clone();
    rows[7][11] += 1e-9;
    RowSpace space = RowSpace.of(rows);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows.length; j++) {
        assertThat(Norms.dot(space.coordinates()[i], space.coordinates()[j]))
            .isCloseTo(Norms.dot(rows[i], rows[j]), within(1e-11));
      }
      double[] back = space.expand(space.coordinates()[i], 700);
      Norms.add(back, -1, rows[i]);
      assertThat(Norms.euclidean(back)).isLessThan(1e-12);
    }
  }
}
