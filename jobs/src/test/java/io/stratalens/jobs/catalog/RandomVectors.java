package io.stratalens.jobs.catalog;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.udfs.vector.VectorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Groups of random rows: vectors of every dtype and kind of value, and points with ties, NULL, NaN
 * and infinities. The first two groups have the widths 0 and 1.
 */
public final class RandomVectors {
  static final int GROUPS = 12;
  static final int ROWS = 40;

  /** The key of the rows without a NULL vector. */
  static final String WHOLE = "i < " + ROWS;

  /** Groups of finite values whose first direction is far enough before their second one. */
  private static final List<Integer> DIRECTED = List.of(4, 5, 8, 9);

  private final Random random = new Random(20261128);
  private final List<DrawnRow> rows = new ArrayList<>();

  /** Draws the rows, always the same. */
  public RandomVectors() {
    for (int group = 0; group < GROUPS; group++) {
      int width = group < 2 ? group : 1 + random.nextInt(70);
      for (int index = 0; index < ROWS; index++) {
        rows.add(drawn(group, index, width));
      }
      // A NULL of each kind, which aggregates leave out.
      rows.add(
          new DrawnRow(group, ROWS, null, VectorType.F32, null, VectorType.F32, true, null, 1.0));
      rows.add(
          new DrawnRow(group, ROWS + 1, new byte[4], null, new byte[4], null, true, 1.0, null));
    }
  }

  private DrawnRow drawn(int group, int index, int width) {
    DrawnVectors kind = kind(group);
    // Values next to zero would be lost in those of a wider dtype.
    VectorType type =
        VectorType.values()[kind == DrawnVectors.DENORMAL ? group / 4 : random.nextInt(3)];
    VectorType other = VectorType.values()[random.nextInt(3)];
    double x = random.nextInt(10);
    double y = group % 2 == 0 ? 3 * x + random.nextGaussian() : random.nextInt(4) - x / 2;
    return new DrawnRow(
        group,
        index,
        kind.vector(width, type, random),
        type,
        kind.vector(width, other, random),
        other,
        random.nextInt(9) == 0 ? null : (Boolean) random.nextBoolean(),
        switch (group) {
          case 3 -> (Double) 0.1;
          case 6 -> index == 7 ? (Double) Double.NaN : (Double) x;
          case 8 -> index % 6 == 0 ? null : (Double) x;
          default -> (Double) x;
        },
        switch (group) {
          case 5 -> index % 5 == 0 ? null : (Double) y;
          case 7 -> (Double) 2.5;
          case 9 -> index == 30 ? (Double) Double.NaN : (Double) y;
          case 11 -> index % 9 == 0 ? (Double) Double.NEGATIVE_INFINITY : (Double) y;
          default -> (Double) y;
        });
  }

  /** What the values of a group are like: four kinds in turns. */
  static DrawnVectors kind(int group) {
    return DrawnVectors.values()[group % DrawnVectors.values().length];
  }

  List<DrawnRow> all() {
    return rows;
  }

  /** The rows of a group that have vectors. */
  List<DrawnRow> group(int group) {
    return rows.stream().filter(row -> row.group() == group && row.index() < ROWS).toList();
  }

  /** One object a line, for {@link #table}. */
  public List<String> json() {
    return rows.stream().map(DrawnRow::json).toList();
  }

  /** A statement that makes a table of the file that holds {@link #json}. */
  public static String table(String name, String file) {
    return "CREATE TABLE %s USING delta AS SELECT %s FROM json.`%s`"
        .formatted(name, DrawnRow.OF_JSON, file);
  }

  /** A query of a table of the rows for {@link #checkScalars}. */
  public static String scalars(String table) {
    return "SELECT %s FROM %s WHERE %s ORDER BY g, i"
        .formatted(String.join(", ", ScalarChecks.names()), table, WHOLE);
  }

  /** A query of a table of the rows for {@link #checkAggregates}. */
  public static String aggregates(String table) {
    return "SELECT %s FROM %s GROUP BY g ORDER BY g"
        .formatted(String.join(", ", AggregateChecks.names()), table);
  }

  /** A query of a table of the rows for {@link #checkDirections}. */
  public static String directions(String table) {
    return "SELECT vec_first_direction(v, d) FROM %s WHERE g IN (%s) GROUP BY g ORDER BY g"
        .formatted(table, DIRECTED.stream().map(String::valueOf).collect(joining(", ")));
  }

  /** Requires what Java finds of every row, in the order of the query. */
  public void checkScalars(List<Answers> found) {
    List<DrawnRow> whole = rows.stream().filter(row -> row.index() < ROWS).toList();
    assertThat(found).hasSameSizeAs(whole);
    IntStream.range(0, whole.size())
        .forEach(i -> ScalarChecks.checkAll(found.get(i), whole.get(i)));
  }

  /** Requires what Java finds of every group, in the order of the query. */
  public void checkAggregates(List<Answers> found) {
    assertThat(found).hasSize(GROUPS);
    for (int group = 0; group < GROUPS; group++) {
      int own = group;
      AggregateChecks.checkAll(
          found.get(group),
          group(group),
          new PlainPoints(rows.stream().filter(row -> row.group() == own).toList()));
    }
  }

  /** Requires of some groups what power iteration in float64 finds, in the order of the query. */
  public void checkDirections(List<Answers> found) {
    assertThat(found).hasSameSizeAs(DIRECTED);
    for (int i = 0; i < found.size(); i++) {
      List<double[]> vectors = AggregateChecks.vectors(group(DIRECTED.get(i)));
      double[] reference = PlainVectors.powerIteration(vectors);
      double sign = Math.signum(PlainVectors.dot(reference, PlainVectors.total(vectors)));
      double[] slack = new double[reference.length];
      Arrays.fill(slack, 1e-5);
      found.get(i).isVector(0, PlainVectors.scaled(reference, sign), slack);
    }
  }
}
