package io.stratalens.jobs.catalog;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.udfs.vector.VectorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions on random vectors of all widths and dtypes, beside plain float64 Java. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RandomVectorsTest {
  private static final int GROUPS = 12;
  private static final int ROWS = 40;
  private static final float[] ODD = {
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    -0.0f,
    0.0f,
    Float.MIN_VALUE,
    -0x1p-24f,
    Float.MAX_VALUE
  };
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "g INT, i INT, v BINARY, d STRING, w BINARY, e STRING, p BOOLEAN, x DOUBLE, y DOUBLE");

  /** A row as Java sees it: the vectors as their dtypes have rounded them. */
  private record Sample(
      int group, int index, double[] v, double[] w, Boolean positive, double x, double y) {}

  private final List<Sample> samples = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();

  @BeforeAll
  void draw() {
    Random random = new Random(20261128);
    for (int group = 0; group < GROUPS; group++) {
      // One group with values of every kind, then finite ones.
      boolean odd = group % 3 == 2;
      int width = group == 0 ? 0 : group == 1 ? 1 : 1 + random.nextInt(70);
      for (int index = 0; index < ROWS; index++) {
        VectorType type = VectorType.values()[random.nextInt(3)];
        VectorType other = VectorType.values()[random.nextInt(3)];
        byte[] v = type.encode(values(random, width, odd));
        byte[] w = other.encode(values(random, width, odd));
        Boolean positive = random.nextInt(9) == 0 ? null : random.nextBoolean();
        double x = random.nextInt(10);
        double y = 3 * x + random.nextGaussian();
        samples.add(new Sample(group, index, wide(type, v), wide(other, w), positive, x, y));
        rows.add(
            RowFactory.create(group, index, v, type.label(), w, other.label(), positive, x, y));
      }
      // A NULL of each kind, which aggregates leave out.
      rows.add(RowFactory.create(group, ROWS, null, "f32", null, "f32", true, null, 1.0));
      rows.add(
          RowFactory.create(
              group, ROWS + 1, new byte[4], null, new byte[4], null, true, 1.0, null));
    }
  }

  Stream<SparkSession> sessions() {
    SparkSession plain = TestSpark.session().newSession();
    plain.conf().set("spark.sql.codegen.wholeStage", false);
    plain.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    // Merges a buffer for every group and partition, sorted rather than hashed.
    plain.conf().set("spark.sql.objectHashAggregate.sortBased.fallbackThreshold", 2);
    return Stream.of(TestSpark.session(), plain);
  }

  @ParameterizedTest(autoCloseArguments = false) // they end with the fork
  @MethodSource("sessions")
  void scalarsAreThoseOfFloat64(SparkSession session) {
    List<Row> found =
        table(session)
            .filter("i < " + ROWS)
            .orderBy("g", "i")
            .selectExpr(
                "vec_norm(v, d)",
                "vec_dot(v, d, w, e)",
                "vec_cosine(v, d, vec_decode(w, e))",
                "vec_decode(v, d)",
                "vec_add(v, d, w, e)",
                "vec_subtract(vec_decode(v, d), w, e)",
                "vec_scale(v, d, -1.75D)",
                "vec_project(vec_decode(v, d), vec_decode(w, e))",
                "vec_encode(v, d, d) = v OR exists(vec_decode(v, d), a -> isnan(a))")
            .collectAsList();

    assertThat(found).hasSameSizeAs(samples);
    for (int i = 0; i < found.size(); i++) {
      Sample sample = samples.get(i);
      Row row = found.get(i);
      double[] v = sample.v();
      double[] w = sample.w();
      double dot = dot(v, w);
      double norms = Math.sqrt(dot(v, v)) * Math.sqrt(dot(w, w));
      assertNumber(row.getDouble(0), Math.sqrt(dot(v, v)));
      assertNumber(row.getDouble(1), dot);
      if (norms == 0) {
        assertThat(row.isNullAt(2)).isTrue();
      } else {
        assertNumber(row.getDouble(2), dot / norms);
      }
      assertVector(row.getList(3), v);
      assertVector(row.getList(4), each(v, w, (a, b) -> a + b));
      assertVector(row.getList(5), each(v, w, (a, b) -> a - b));
      assertVector(row.getList(6), each(v, w, (a, b) -> -1.75 * a));
      if (dot(w, w) == 0) {
        assertThat(row.isNullAt(7)).isTrue();
      } else {
        assertVector(row.getList(7), each(v, w, (a, b) -> dot / dot(w, w) * b));
      }
      assertThat(row.getBoolean(8)).isTrue();
    }
  }

  @ParameterizedTest(autoCloseArguments = false) // they end with the fork
  @MethodSource("sessions")
  void aggregatesOfGroupsOverSeveralPartitionsAreThoseOfFloat64(SparkSession session) {
    List<Row> found =
        table(session)
            .groupBy("g")
            .agg(
                expr("vec_mean(v, d)"),
                expr("vec_sum(vec_decode(v, d))"),
                expr("vec_contrast_mean(v, d, p)"),
                expr("slope(x, y)"),
                expr("spearman(x, y)"))
            .orderBy("g")
            .collectAsList();

    assertThat(found).hasSize(GROUPS);
    for (Row row : found) {
      int group = row.getInt(0);
      double[] sum = sum(group, sample -> true);
      assertVector(row.getList(1), scaled(sum, 1.0 / ROWS));
      assertVector(row.getList(2), sum);
      double[] positive = mean(group, sample -> Boolean.TRUE.equals(sample.positive()));
      double[] negative = mean(group, sample -> Boolean.FALSE.equals(sample.positive()));
      assertVector(row.getList(3), each(positive, negative, (a, b) -> a - b));
      assertNumber(row.getDouble(4), slope(group));
      assertThat(row.getDouble(5)).isBetween(0.9, 1.0);
    }
  }

  @ParameterizedTest(autoCloseArguments = false) // they end with the fork
  @MethodSource("sessions")
  void windowsSeeTheMeanOfTheirFrame(SparkSession session) {
    List<Row> found =
        table(session)
            .filter("g = 4 AND i < " + ROWS)
            .selectExpr(
                "i",
                "vec_mean(v, d) OVER (ORDER BY i ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)",
                "vec_sum(v, d) OVER (ORDER BY i)")
            .orderBy("i")
            .collectAsList();

    for (Row row : found) {
      int last = row.getInt(0);
      int first = Math.max(0, last - 2);
      assertVector(
          row.getList(1), mean(4, sample -> sample.index() >= first && sample.index() <= last));
      assertVector(row.getList(2), sum(4, sample -> sample.index() <= last));
    }
  }

  @ParameterizedTest(autoCloseArguments = false) // they end with the fork
  @MethodSource("sessions")
  void theFirstDirectionHasTheLargestProductsWithTheVectors(SparkSession session) {
    List<Row> found =
        table(session)
            .filter("g % 3 != 2 AND g > 0")
            .groupBy("g")
            .agg(expr("vec_first_direction(v, d)"))
            .collectAsList();

    assertThat(found).isNotEmpty();
    for (Row row : found) {
      List<double[]> vectors = vectors(row.getInt(0), sample -> true);
      double[] reference = powerIteration(vectors);
      List<Float> direction = row.getList(1);
      double[] expected = scaled(reference, Math.signum(dot(reference, total(vectors))));
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) direction.get(i)).isCloseTo(expected[i], within(1e-5));
      }
    }
  }

  private Dataset<Row> table(SparkSession session) {
    return session.createDataFrame(rows, SCHEMA).repartition(5);
  }

  private static float[] values(Random random, int width, boolean odd) {
    float[] values = new float[width];
    for (int i = 0; i < width; i++) {
      values[i] =
          odd && random.nextInt(40) == 0
              ? ODD[random.nextInt(ODD.length)]
              : (float) random.nextGaussian();
    }
    return values;
  }

  private static double[] wide(VectorType type, byte[] bytes) {
    float[] narrow = type.decode(bytes);
    return IntStream.range(0, narrow.length).mapToDouble(i -> narrow[i]).toArray();
  }

  private List<double[]> vectors(int group, Predicate<Sample> chosen) {
    return samples.stream()
        .filter(sample -> sample.group() == group && chosen.test(sample))
        .map(Sample::v)
        .toList();
  }

  private double[] sum(int group, Predicate<Sample> chosen) {
    return total(vectors(group, chosen));
  }

  private double[] mean(int group, Predicate<Sample> chosen) {
    List<double[]> vectors = vectors(group, chosen);
    return scaled(total(vectors), 1.0 / vectors.size());
  }

  private static double[] total(List<double[]> vectors) {
    double[] total = new double[vectors.get(0).length];
    vectors.forEach(vector -> Arrays.setAll(total, i -> total[i] + vector[i]));
    return total;
  }

  private double slope(int group) {
    List<Sample> points = samples.stream().filter(sample -> sample.group() == group).toList();
    double x = points.stream().mapToDouble(Sample::x).average().orElseThrow();
    double y = points.stream().mapToDouble(Sample::y).average().orElseThrow();
    double xx = points.stream().mapToDouble(p -> (p.x() - x) * (p.x() - x)).sum();
    double xy = points.stream().mapToDouble(p -> (p.x() - x) * (p.y() - y)).sum();
    return xy / xx;
  }

  private static double[] powerIteration(List<double[]> vectors) {
    double[] direction = vectors.get(0).clone();
    for (int step = 0; step < 3_000; step++) {
      double[] next = new double[direction.length];
      for (double[] vector : vectors) {
        double along = dot(vector, direction);
        Arrays.setAll(next, i -> next[i] + along * vector[i]);
      }
      direction = scaled(next, 1 / Math.sqrt(dot(next, next)));
    }
    return direction;
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).reduce(0, Double::sum);
  }

  private static double[] scaled(double[] vector, double factor) {
    return Arrays.stream(vector).map(value -> value * factor).toArray();
  }

  private static double[] each(double[] a, double[] b, DoubleBinaryOperator operator) {
    return IntStream.range(0, a.length)
        .mapToDouble(i -> operator.applyAsDouble(a[i], b[i]))
        .toArray();
  }

  /** Equal but for the order of additions. */
  private static void assertNumber(double found, double expected) {
    if (Double.isNaN(expected) || Double.isInfinite(expected)) {
      assertThat(Double.compare(found, expected)).isZero();
    } else {
      assertThat(found).isCloseTo(expected, within(1e-10 * Math.max(1, Math.abs(expected))));
    }
  }

  /** Equal to a unit in the last place of float32, which the order of additions may move. */
  private static void assertVector(List<Float> found, double[] expected) {
    assertThat(found).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      float rounded = (float) expected[i];
      if (Float.isFinite(rounded)) {
        double slack = Math.max(Math.ulp(rounded), 1e-14);
        assertThat((double) found.get(i)).isCloseTo(expected[i], within(slack));
      } else {
        assertThat(Float.compare(found.get(i), rounded)).isZero();
      }
    }
  }
}
