package io.stratalens.jobs.sweep;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.struct;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Which rows of the table propensities a run has already: a bit on the driver for each of them, so
 * that a sweep of many random directions fits.
 */
final class FinishedRows {
  private record Place(String dataset, CellKey cell) {}

  private static final BitSet NOTHING = new BitSet();

  private final List<Double> multipliers;
  private final Map<Place, BitSet> places = new HashMap<>();

  private FinishedRows(List<Double> multipliers) {
    this.multipliers = List.copyOf(multipliers);
  }

  /**
   * Reads the keys.
   *
   * @param rows the run's rows of propensities
   * @param multipliers all of the run's
   */
  static FinishedRows of(Dataset<Row> rows, List<Double> multipliers) {
    FinishedRows finished = new FinishedRows(multipliers);
    Iterator<Row> places =
        rows.groupBy("dataset", "layer", "site", "positions", "vector")
            .agg(collect_list(struct(col("sample"), col("multiplier"))))
            .toLocalIterator();
    places.forEachRemaining(finished::add);
    return finished;
  }

  private void add(Row row) {
    BitSet own = new BitSet();
    for (Row key : row.<Row>getList(5)) {
      own.set(bit(key.getInt(0), multipliers.indexOf(key.getDouble(1))));
    }
    places.put(new Place(row.getString(0), CellKey.of(row, 1)), own);
  }

  private int bit(int sample, int multiplier) {
    return Math.addExact(Math.multiplyExact(sample, multipliers.size()), multiplier);
  }

  /** The multipliers that a sample lacks at a cell, ascending. */
  List<Double> lacking(String dataset, CellKey cell, int sample) {
    BitSet own = places.getOrDefault(new Place(dataset, cell), NOTHING);
    int from = bit(sample, 0);
    if (own.nextClearBit(from) >= from + multipliers.size()) {
      return List.of();
    }
    return multipliers.stream()
        .filter(multiplier -> !own.get(from + multipliers.indexOf(multiplier)))
        .toList();
  }

  /** How many rows a data set lacks at these cells. */
  long lacking(SweptDataset dataset, List<CellKey> cells) {
    long wanted = (long) dataset.samples().size() * multipliers.size();
    return cells.stream()
        .map(cell -> places.getOrDefault(new Place(dataset.name(), cell), NOTHING))
        .mapToLong(own -> wanted - own.cardinality())
        .sum();
  }
}
