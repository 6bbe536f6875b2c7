package io.stratalens.jobs.delta;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.stratalens.jobs.tables.ColumnType;
import io.stratalens.jobs.tables.TableColumn;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.FileReason;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a run's rows of a small table on the driver, without a Spark job. */
public final class TableRows {
  private TableRows() {}

  /**
   * The run's rows by column names, with strings, numbers, instants and maps of counts as values;
   * none where there is no table.
   */
  public static List<Map<String, Object>> ofRun(TableTarget target, String runId) {
    Engine engine = HadoopSettings.engine(target.settings());
    return DeltaTables.snapshot(target, engine).stream()
        .flatMap(snapshot -> filesOfRun(target, engine, snapshot, runId).stream())
        .flatMap(file -> file.rows().stream())
        .filter(row -> isOf(runId, row))
        .toList();
  }

  /** A file of a table, and all of its rows. */
  record FileRows(AddFile file, List<Map<String, Object>> rows) {}

  /** The files that have rows of the run, among those of others. */
  static List<FileRows> filesOfRun(
      TableTarget target, Engine engine, Snapshot snapshot, String runId) {
    List<FileRows> files = new ArrayList<>();
    try {
      read(target, engine, scan(snapshot, runId), files);
    } catch (IOException e) {
      throw StratalensException.failed(
          e, "Cannot read the table %s because %s", target, FileReason.of(e));
    }
    files.removeIf(file -> file.rows().stream().noneMatch(row -> isOf(runId, row)));
    return files;
  }

  /** Whether a row is one of the run's. */
  static boolean isOf(String runId, Map<String, Object> row) {
    return runId.equals(row.get(Tables.RUN_ID));
  }

  /** The filter only skips files by their statistics, so rows of other runs may still come. */
  private static Scan scan(Snapshot snapshot, String runId) {
    return snapshot
        .getScanBuilder()
        .withFilter(new Predicate("=", new Column(Tables.RUN_ID), Literal.ofString(runId)))
        .build();
  }

  private static void read(TableTarget target, Engine engine, Scan scan, List<FileRows> found)
      throws IOException {
    Row state = scan.getScanState(engine);
    StructType schema = ScanStateRow.getPhysicalDataReadSchema(state);
    try (CloseableIterator<FilteredColumnarBatch> files = scan.getScanFiles(engine)) {
      while (files.hasNext()) {
        try (CloseableIterator<Row> entries = files.next().getRows()) {
          while (entries.hasNext()) {
            Row entry = entries.next();
            AddFile file = new AddFile(entry.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
            found.add(new FileRows(file, readFile(target, engine, state, schema, entry)));
          }
        }
      }
    }
  }

  private static List<Map<String, Object>> readFile(
      TableTarget target, Engine engine, Row state, StructType schema, Row file)
      throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    CloseableIterator<FileReadResult> physical =
        engine
            .getParquetHandler()
            .readParquetFiles(
                Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                schema,
                Optional.empty());
    try (CloseableIterator<FilteredColumnarBatch> batches =
        Scan.transformPhysicalData(engine, state, file, physical.map(FileReadResult::getData))) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> found = batches.next().getRows()) {
          found.forEachRemaining(row -> rows.add(values(target.definition().columns(), row)));
        }
      }
    }
    return rows;
  }

  private static Map<String, Object> values(List<TableColumn> columns, Row row) {
    Map<String, Object> values = new HashMap<>();
    for (TableColumn column : columns) {
      int ordinal = row.getSchema().indexOf(column.name());
      if (!row.isNullAt(ordinal)) {
        values.put(column.name(), value(column.type(), row, ordinal));
      }
    }
    return values;
  }

  private static Object value(ColumnType type, Row row, int ordinal) {
    return switch (type) {
      case INT -> row.getInt(ordinal);
      case BIGINT -> row.getLong(ordinal);
      case FLOAT -> row.getFloat(ordinal);
      case DOUBLE -> row.getDouble(ordinal);
      case BOOLEAN -> row.getBoolean(ordinal);
      case STRING -> row.getString(ordinal);
      case BINARY -> row.getBinary(ordinal);
      case TIMESTAMP -> Instant.EPOCH.plus(row.getLong(ordinal), ChronoUnit.MICROS);
      case COUNTS -> counts(row.getMap(ordinal));
      case INT_ARRAY, FLOAT_ARRAY, STRING_ARRAY ->
          throw new UnsupportedOperationException("Arrays are read with Spark: " + type);
    };
  }

  private static Map<String, Long> counts(MapValue map) {
    Map<String, Long> counts = new HashMap<>();
    for (int i = 0; i < map.getSize(); i++) {
      counts.put(map.getKeys().getString(i), map.getValues().getLong(i));
    }
    return counts;
  }
}
