package io.stratalens.jobs.catalog;

import static io.stratalens.jobs.catalog.PlainVectors.each;
import static io.stratalens.jobs.catalog.PlainVectors.mean;
import static io.stratalens.jobs.catalog.PlainVectors.scaled;
import static io.stratalens.jobs.catalog.PlainVectors.total;

import java.util.Arrays;
import java.util.List;

/** Calls of functions of a group's rows, and what they are in float64. */
enum AggregateChecks {
  MEAN("vec_mean(v, d)") {
    @Override
    void check(Answers found, List<DrawnRow> rows, PlainPoints points) {
      found.isVector(ordinal(), mean(vectors(rows)), slack(rows));
    }
  },
  SUM("vec_sum(vec_decode(v, d))") {
    @Override
    void check(Answers found, List<DrawnRow> rows, PlainPoints points) {
      found.isVector(ordinal(), total(vectors(rows)), scaled(slack(rows), rows.size()));
    }
  },
  CONTRAST("vec_contrast_mean(v, d, p)") {
    @Override
    void check(Answers found, List<DrawnRow> rows, PlainPoints points) {
      List<DrawnRow> positive =
          rows.stream().filter(row -> Boolean.TRUE.equals(row.positive())).toList();
      List<DrawnRow> negative =
          rows.stream().filter(row -> Boolean.FALSE.equals(row.positive())).toList();
      found.isVector(
          ordinal(),
          each(mean(vectors(positive)), mean(vectors(negative)), (a, b) -> a - b),
          each(slack(positive), slack(negative), Double::sum));
    }
  },
  SLOPE("slope(x, y)") {
    @Override
    void check(Answers found, List<DrawnRow> rows, PlainPoints points) {
      number(found, points.slope(), points.slopeSlack());
    }
  },
  SPEARMAN("spearman(x, y)") {
    @Override
    void check(Answers found, List<DrawnRow> rows, PlainPoints points) {
      number(found, points.spearman(), 1e-12);
    }
  };

  private final String call;

  AggregateChecks(String call) {
    this.call = call;
  }

  abstract void check(Answers found, List<DrawnRow> rows, PlainPoints points);

  void number(Answers found, Double expected, double slack) {
    if (expected == null) {
      found.isNull(ordinal());
    } else {
      found.isNumber(ordinal(), expected, slack);
    }
  }

  /** The calls, each with a name of its own. */
  static List<String> names() {
    return Arrays.stream(values()).map(check -> check.call + " AS c" + check.ordinal()).toList();
  }

  /**
   * Requires every answer.
   *
   * @param rows those with vectors
   * @param points of all rows
   */
  static void checkAll(Answers found, List<DrawnRow> rows, PlainPoints points) {
    for (AggregateChecks one : values()) {
      try {
        one.check(found, rows, points);
      } catch (AssertionError e) {
        throw new AssertionError("%s of group %d".formatted(one.call, rows.get(0).group()), e);
      }
    }
  }

  static List<double[]> vectors(List<DrawnRow> rows) {
    return rows.stream().map(DrawnRow::left).toList();
  }

  /** What forty additions in another order may change of the mean. */
  static double[] slack(List<DrawnRow> rows) {
    return scaled(mean(vectors(rows).stream().map(PlainVectors::magnitudes).toList()), 1e-14);
  }
}
