package io.stratalens.jobs.catalog;

import static io.stratalens.jobs.catalog.PlainVectors.dot;
import static io.stratalens.jobs.catalog.PlainVectors.each;
import static io.stratalens.jobs.catalog.PlainVectors.magnitudes;
import static io.stratalens.jobs.catalog.PlainVectors.norm;
import static io.stratalens.jobs.catalog.PlainVectors.scaled;

import java.util.Arrays;
import java.util.List;

/** Calls of functions of one row's vectors, and what they are in float64. */
enum ScalarChecks {
  NORM("vec_norm(v, d)") {
    @Override
    void check(Answers found, double[] v, double[] w) {
      found.isNumber(ordinal(), norm(v), SUMS * norm(v));
    }
  },
  DOT("vec_dot(v, d, w, e)") {
    @Override
    void check(Answers found, double[] v, double[] w) {
      found.isNumber(ordinal(), dot(v, w), slack(v, w));
    }
  },
  COSINE("vec_cosine(v, d, vec_decode(w, e))") {
    @Override
    void check(Answers found, double[] v, double[] w) {
      double norms = norm(v) * norm(w);
      if (norms == 0) {
        found.isNull(ordinal());
      } else {
        found.isNumber(ordinal(), dot(v, w) / norms, SUMS);
      }
    }
  },
  DECODE("vec_decode(v, d)") {
    @Override
    void check(Answers found, double[] v, double[] w) {
      found.isExactly(ordinal(), v);
    }
  },
  ADD("vec_add(v, d, w, e)") {
    @Override
    void check(Answers found, double[] v, double[] w) {
      found.isExactly(ordinal(), each(v, w, Double::sum));
    }
  },
  SUBTRACT("vec_subtract(vec_decode(v, d), w, e)") {
    @Override
    void check(Answers found, double[] v, double[] w) {
      found.isExactly(ordinal(), each(v, w, (a, b) -> a - b));
    }
  },
  SCALE("vec_scale(v, d, -1.75D)") {
    @Override
    void check(Answers found, double[] v, double[] w) {
      found.isExactly(ordinal(), scaled(v, -1.75));
    }
  },
  PROJECT("vec_project(vec_decode(v, d), vec_decode(w, e))") {
    @Override
    void check(Answers found, double[] v, double[] w) {
      double square = dot(w, w);
      if (square == 0) {
        found.isNull(ordinal());
      } else {
        double slack = slack(v, w) / square;
        found.isVector(
            ordinal(), scaled(w, dot(v, w) / square), each(w, value -> slack * Math.abs(value)));
      }
    }
  },
  ENCODE("vec_encode(v, d, d) = v OR exists(vec_decode(v, d), a -> isnan(a))") {
    @Override
    void check(Answers found, double[] v, double[] w) {
      found.isTrue(ordinal());
    }
  };

  // What seventy additions in another order may change, as a share of what they add.
  private static final double SUMS = 1e-13;

  private final String call;

  ScalarChecks(String call) {
    this.call = call;
  }

  abstract void check(Answers found, double[] v, double[] w);

  /** The calls, each with a name of its own. */
  static List<String> names() {
    return Arrays.stream(values()).map(check -> check.call + " AS c" + check.ordinal()).toList();
  }

  static void checkAll(Answers found, DrawnRow row) {
    for (ScalarChecks check : values()) {
      try {
        check.check(found, row.left(), row.right());
      } catch (AssertionError e) {
        throw new AssertionError(
            "%s of row %d of group %d".formatted(check.call, row.index(), row.group()), e);
      }
    }
  }

  static double slack(double[] v, double[] w) {
    return SUMS * dot(magnitudes(v), magnitudes(w));
  }
}
