package io.stratalens.jobs.sweep;

import io.stratalens.workers.arrow.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Gathers rows of the table propensities, run_id and data set apart. */
final class PropensityBatch {
  private static final int MOST_ROWS = 8192;

  private final List<Propensity> rows = new ArrayList<>(MOST_ROWS);

  void add(Propensity row) {
    rows.add(row);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  boolean isFull() {
    return rows.size() >= MOST_ROWS;
  }

  /** The rows so far, of which the next batch is free. */
  VectorSchemaRoot take(BufferAllocator allocator) {
    List<FieldVector> columns =
        List.of(
            integers("sample", Propensity::sample, allocator),
            integers("layer", row -> row.cell().layer(), allocator),
            texts("site", row -> row.cell().site().label(), allocator),
            texts("positions", row -> row.cell().positions().label(), allocator),
            texts("vector", row -> row.cell().vector(), allocator),
            doubles("multiplier", Propensity::multiplier, allocator),
            doubles("propensity", Propensity::propensity, allocator),
            doubles("matching_logit", Propensity::matchingLogit, allocator),
            doubles("other_logit", Propensity::otherLogit, allocator),
            tops(allocator));
    VectorSchemaRoot batch = Columns.root(columns, rows.size());
    rows.clear();
    return batch;
  }

  private IntVector integers(
      String name, ToIntFunction<Propensity> value, BufferAllocator allocator) {
    IntVector vector = Columns.integers(name, rows.size(), allocator);
    each(row -> vector.set(row, value.applyAsInt(rows.get(row))));
    return vector;
  }

  private Float8Vector doubles(
      String name, ToDoubleFunction<Propensity> value, BufferAllocator allocator) {
    Float8Vector vector = Columns.doubles(name, rows.size(), allocator);
    each(row -> vector.set(row, value.applyAsDouble(rows.get(row))));
    return vector;
  }

  private FieldVector texts(
      String name, Function<Propensity, String> value, BufferAllocator allocator) {
    return Columns.texts(name, rows.stream().map(value).toList(), allocator);
  }

  private BitVector tops(BufferAllocator allocator) {
    BitVector vector = Columns.booleans("label_is_top", rows.size(), allocator);
    each(row -> rows.get(row).labelIsTop().ifPresent(isTop -> vector.set(row, isTop ? 1 : 0)));
    return vector;
  }

  private void each(IntConsumer action) {
    IntStream.range(0, rows.size()).forEach(action);
  }
}
