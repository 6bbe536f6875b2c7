package io.stratalens.jobs.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.testing.TestSpark;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Functions on random vectors of all widths and dtypes, beside plain float64 Java; over Connect in
 * ServeTest.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RandomVectorsTest {
  private static final String TABLE = "random_vectors";

  private final RandomVectors drawn = new RandomVectors();

  Stream<SparkSession> sessions() {
    SparkSession generated = TestSpark.session().newSession();
    generated.conf().set("spark.sql.codegen.wholeStage", true); // tests go without it otherwise
    generated.conf().set("spark.sql.codegen.factoryMode", "CODEGEN_ONLY");
    // Merges a buffer for every group and partition, sorted rather than hashed.
    generated.conf().set("spark.sql.objectHashAggregate.sortBased.fallbackThreshold", 2);
    return Stream.of(TestSpark.session(), generated)
        .peek(
            session ->
                session
                    .createDataFrame(
                        drawn.all().stream().map(DrawnRow::row).toList(), DrawnRow.SCHEMA)
                    .repartition(5)
                    .createOrReplaceTempView(TABLE));
  }

  @ParameterizedTest(autoCloseArguments = false) // they end with the fork
  @MethodSource("sessions")
  void scalarsAreThoseOfFloat64(SparkSession session) {
    drawn.checkScalars(answers(session, RandomVectors.scalars(TABLE)));
  }

  @ParameterizedTest(autoCloseArguments = false) // they end with the fork
  @MethodSource("sessions")
  void aggregatesOfGroupsOverSeveralPartitionsAreThoseOfFloat64(SparkSession session) {
    drawn.checkAggregates(answers(session, RandomVectors.aggregates(TABLE)));
  }

  @ParameterizedTest(autoCloseArguments = false) // they end with the fork
  @MethodSource("sessions")
  void windowsSeeTheMeanOfTheirFrame(SparkSession session) {
    List<Answers> found =
        answers(
            session,
            "SELECT vec_mean(v, d) OVER (ORDER BY i ROWS BETWEEN 2 PRECEDING AND CURRENT ROW),"
                + " vec_sum(v, d) OVER (ORDER BY i) FROM %s WHERE g = 4 AND %s ORDER BY i"
                    .formatted(TABLE, RandomVectors.WHOLE));

    assertThat(found).hasSize(RandomVectors.ROWS);
    for (int last = 0; last < found.size(); last++) {
      int end = last;
      List<DrawnRow> frame = rows(4, row -> row.index() <= end && row.index() >= end - 2);
      List<DrawnRow> all = rows(4, row -> row.index() <= end);
      found
          .get(last)
          .isVector(
              0, PlainVectors.mean(AggregateChecks.vectors(frame)), AggregateChecks.slack(frame));
      found
          .get(last)
          .isVector(
              1,
              PlainVectors.total(AggregateChecks.vectors(all)),
              PlainVectors.scaled(AggregateChecks.slack(all), all.size()));
    }
  }

  @ParameterizedTest(autoCloseArguments = false) // they end with the fork
  @MethodSource("sessions")
  void theFirstDirectionHasTheLargestProductsWithTheVectors(SparkSession session) {
    drawn.checkDirections(answers(session, RandomVectors.directions(TABLE)));
  }

  private static List<Answers> answers(SparkSession session, String query) {
    return session.sql(query).collectAsList().stream().map(Answers::of).toList();
  }

  private List<DrawnRow> rows(int group, Predicate<DrawnRow> chosen) {
    return drawn.group(group).stream().filter(chosen).toList();
  }
}
