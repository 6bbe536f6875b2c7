package io.stratalens.jobs.sweep;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import io.stratalens.udfs.error.StratalensException;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many rows of propensities a run has, and how many of them a vector was added for. Chunks are
 * held to what the engine was given before their rows are committed, so that rows count what was
 * applied, whichever attempt or earlier sweep applied it; a vector of zeros counts as added.
 */
record SweptRows(long propensities, long steered) {
  /** Fails where rows are there and a vector was added for none. */
  SweptRows {
    if (propensities > 0 && steered == 0) {
      throw StratalensException.failed(
          null,
          "Cannot call the run a sweep because no vector was added for any of its rows: %d rows",
          propensities);
    }
  }

  /**
   * Counts them.
   *
   * @param rows the run's rows of propensities
   */
  static SweptRows of(Dataset<Row> rows) {
    Row counts = rows.agg(count(lit(1)), count_if(col("multiplier").notEqual(0))).head();
    return new SweptRows(counts.getLong(0), counts.getLong(1));
  }

  /** As the run's counts name them. */
  Map<String, Long> counts() {
    return Map.of("propensities", propensities, "steered", steered);
  }
}
