package io.stratalens.jobs.sweep;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Which rows of the table propensities a run has already. */
final class FinishedRows {
  private record Place(String dataset, CellKey cell, double multiplier) {}

  private final Map<Place, BitSet> samples = new HashMap<>();

  private FinishedRows() {}

  /**
   * Reads the keys.
   *
   * @param rows the run's rows of propensities
   */
  static FinishedRows of(Dataset<Row> rows) {
    FinishedRows finished = new FinishedRows();
    Iterator<Row> places =
        rows.groupBy("dataset", "layer", "site", "positions", "vector", "multiplier")
            .agg(collect_list(col("sample")))
            .toLocalIterator();
    places.forEachRemaining(finished::add);
    return finished;
  }

  private void add(Row row) {
    BitSet own = new BitSet();
    row.<Integer>getList(6).forEach(own::set);
    samples.put(new Place(row.getString(0), CellKey.of(row, 1), row.getDouble(5)), own);
  }

  boolean has(String dataset, CellKey cell, double multiplier, int sample) {
    BitSet own = samples.get(new Place(dataset, cell, multiplier));
    return own != null && own.get(sample);
  }
}
