package io.stratalens.jobs.sweep;

import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.jobs.delta.TableTarget;
import io.stratalens.jobs.delta.TableWriter;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/** Writes rows of propensities again, under another run. */
final class CopyTask implements FlatMapFunction<Iterator<Row>, FileFacts> {
  private static final long serialVersionUID = 1L;

  private final TableTarget table;
  private final String runId;
  private final String dataset;

  CopyTask(TableTarget table, String runId, String dataset) {
    this.table = table;
    this.runId = runId;
    this.dataset = dataset;
  }

  @Override
  public Iterator<FileFacts> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return Collections.emptyIterator();
    }
    try (BufferAllocator allocator = new RootAllocator();
        TableWriter writer = TableWriter.open(table, Map.of("run_id", runId, "dataset", dataset))) {
      PropensityRows copies = new PropensityRows(writer, allocator);
      rows.forEachRemaining(row -> copies.add(propensity(row)));
      copies.flush();
      return List.of(writer.finish()).iterator();
    }
  }

  private static Propensity propensity(Row row) {
    return new Propensity(
        row.<Integer>getAs("sample"),
        CellKey.of(row, 0),
        row.<Double>getAs("multiplier"),
        row.<Double>getAs("matching_logit"),
        row.<Double>getAs("other_logit"),
        Optional.ofNullable(row.<Boolean>getAs("label_is_top")));
  }
}
