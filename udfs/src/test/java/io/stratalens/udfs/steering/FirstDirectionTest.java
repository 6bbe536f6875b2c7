package io.stratalens.udfs.steering;

import static io.stratalens.udfs.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stratalens.udfs.vector.Norms;
import io.stratalens.udfs.vector.VectorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FirstDirectionTest {
  @ParameterizedTest
  @CsvSource({"5, 12", "12, 12", "13, 12", "60, 12", "3, 1"})
  void fewAndManyRowsInPartsGiveTheDirectionOfAll(int rows, int width) {
    Random random = new Random(rows);
    double[][] all = new double[rows][width];
    FirstDirection[] parts = {new FirstDirection(), new FirstDirection(), new FirstDirection()};
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < width; i++) {
        all[row][i] = (i == 3 ? 4 : 1) * random.nextGaussian() + 0.5;
      }
      parts[row < rows / 2 ? 0 : 1].add(all[row].clone(), "f32");
    }
    parts[2].merge(parts[0]);
    parts[2].merge(parts[1]);
    parts[2].merge(new FirstDirection());

    double[] found = parts[2].direction().orElseThrow();
    double[] expected = PrincipalDirection.of(all);
    double sign = Math.signum(Norms.dot(expected, found));
    for (int i = 0; i < width; i++) {
      assertThat(found[i]).isCloseTo(sign * expected[i], within(1e-9));
    }
    assertThat(Norms.euclidean(found)).isCloseTo(1, within(1e-12));
    double along = 0;
    for (double[] row : all) {
      along += Norms.dot(row, found);
    }
    assertThat(along).isPositive();
    assertThat(parts[2].direction().orElseThrow()).isEqualTo(found);
  }

  @ParameterizedTest
  @EnumSource(VectorType.class)
  void bytesGiveTheDirectionOfTheirValues(VectorType type) {
    Random random = new Random(7);
    FirstDirection ofBytes = new FirstDirection();
    FirstDirection half = new FirstDirection();
    double[][] all = new double[90][];
    for (int row = 0; row < all.length; row++) {
      float[] values = new float[9];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((i == 3 ? 4 : 1) * random.nextGaussian() + 0.5);
      }
      byte[] bytes = type.encode(values);
      all[row] = type.doubles(bytes);
      (row < 50 ? ofBytes : half).add(bytes, type);
    }
    ofBytes.merge(half);

    double[] expected = PrincipalDirection.of(all);
    double[] found = ofBytes.direction().orElseThrow();
    double sign = Math.signum(Norms.dot(expected, found));
    Norms.add(expected, -sign, found);
    assertThat(Norms.euclidean(expected)).isLessThan(1e-11);
  }

  @Test
  void wideVectorsAreHeldAsTheyAreStoredAndNeverAsTheirProducts() throws IOException {
    int width = 4096;
    Random random = new Random(8);
    float[] wanted = new float[width];
    for (int i = 0; i < width; i++) {
      wanted[i] = (float) random.nextGaussian();
    }
    FirstDirection direction = new FirstDirection();
    for (int row = 0; row < 300; row++) {
      float[] values = new float[width];
      float along = 1 + random.nextFloat();
      for (int i = 0; i < width; i++) {
        values[i] = along * wanted[i] + 0.1f * (float) random.nextGaussian();
      }
      direction.add(VectorType.BF16.encode(values), VectorType.BF16);
    }
    ByteArrayOutputStream state = new ByteArrayOutputStream();
    new ObjectOutputStream(state).writeObject(direction);

    double[] found = direction.direction().orElseThrow();
    double[] wide = IntStream.range(0, width).mapToDouble(i -> wanted[i]).toArray();
    assertThat(Norms.dot(found, wide) / Norms.euclidean(wide)).isGreaterThan(0.9999);
    // The vectors' bytes, their sum, and what Java writes of objects.
    assertThat(state.size()).isLessThan(300 * (2 * width + 64) + 8 * width + 1024);
  }

  @Test
  void zerosHaveNone() {
    FirstDirection direction = new FirstDirection();
    assertThat(direction.direction()).isEmpty();
    direction.add(new double[2], "f32");
    assertThat(direction.direction()).isEmpty();
  }

  @Test
  void scalesNearTheEndsOfFloat32AndBeyondAreNoMatter() {
    for (double scale : new double[] {1e-200, 1.4e-45, 3e38}) {
      FirstDirection direction = new FirstDirection();
      for (int i = 0; i < 4; i++) {
        direction.add(new double[] {3 * scale, 4 * scale}, "f32");
      }
      double[] found = direction.direction().orElseThrow();
      assertThat(found[0]).isCloseTo(0.6, within(1e-12));
      assertThat(found[1]).isCloseTo(0.8, within(1e-12));
    }
  }

  @Test
  void otherWidthsAndOddValuesAreRefused() {
    FirstDirection direction = new FirstDirection();
    direction.add(new double[] {1, 2}, "bf16");
    assertRefused(
        () -> direction.add(new double[] {1}, "f32"), "2 values of bf16 and 1 values of f32");
    assertRefused(
        () -> direction.add(new double[] {1, Double.NEGATIVE_INFINITY}, "f32"),
        "its value 1: -Infinity");
    assertRefused(() -> direction.add(new double[] {1e200, 0}, "f64"), "value is 1.0E200");
  }
}
