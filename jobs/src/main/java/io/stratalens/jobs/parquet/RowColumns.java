package io.stratalens.jobs.parquet;

import io.stratalens.jobs.tables.TableColumn;
import io.stratalens.jobs.tables.TableDefinition;
import io.stratalens.udfs.error.StratalensException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * A table's columns over the rows of a batch. Making one checks what Parquet does not: that every
 * column is there once, is of the column's type and width, and has no NULL where none may be.
 */
public final class RowColumns {
  private final List<StoredColumn> columns;
  private final int size;

  private RowColumns(List<StoredColumn> columns, int size) {
    this.columns = List.copyOf(columns);
    this.size = size;
  }

  /** The batch's vectors by their names, and constants for the columns that have one. */
  public static RowColumns of(
      TableDefinition table, VectorSchemaRoot batch, Map<String, ?> constants) {
    int size = batch.getRowCount();
    List<StoredColumn> columns = new ArrayList<>();
    Set<String> unknown = new HashSet<>(constants.keySet());
    batch.getSchema().getFields().forEach(field -> unknown.add(field.getName()));
    for (TableColumn column : table.columns()) {
      FieldVector vector = batch.getVector(column.name());
      boolean constant = constants.containsKey(column.name());
      require(constant ^ vector != null, table, column, "is in %s", where(constant));
      columns.add(
          constant
              ? constant(table, column, constants.get(column.name()))
              : arrow(table, column, size, vector));
      unknown.remove(column.name());
    }
    if (!unknown.isEmpty()) {
      throw StratalensException.failed(
          null,
          "Cannot write the table %s because it has no such column: %s",
          table.name(),
          unknown);
    }
    return new RowColumns(columns, size);
  }

  /** Rows as lists of values in the columns' order. */
  public static RowColumns of(TableDefinition table, List<? extends List<?>> rows) {
    List<StoredColumn> columns = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      TableColumn column = table.columns().get(i);
      int at = i;
      boolean hasNull = rows.stream().anyMatch(row -> row.get(at) == null);
      require(column.nullable() || !hasNull, table, column, "may not be NULL");
      columns.add(new ObjectColumn(row -> rows.get(row).get(at)));
    }
    return new RowColumns(columns, rows.size());
  }

  List<StoredColumn> columns() {
    return columns;
  }

  int size() {
    return size;
  }

  private static StoredColumn constant(TableDefinition table, TableColumn column, Object value) {
    require(column.nullable() || value != null, table, column, "may not be NULL");
    return ObjectColumn.constant(column.type(), value);
  }

  private static StoredColumn arrow(
      TableDefinition table, TableColumn column, int size, FieldVector vector) {
    require(
        ArrowTypes.holds(vector, column.type()),
        table,
        column,
        "is %s and not %s",
        column.type().sql(),
        vector.getField().getType());
    require(
        vector.getValueCount() == size,
        table,
        column,
        "has %d values for %d rows",
        vector.getValueCount(),
        size);
    require(column.nullable() || vector.getNullCount() == 0, table, column, "may not be NULL");
    return ArrowColumn.of(vector);
  }

  private static String where(boolean constant) {
    return constant ? "the batch and a constant too" : "neither the batch nor the constants";
  }

  private static void require(
      boolean condition,
      TableDefinition table,
      TableColumn column,
      String complaint,
      Object... arguments) {
    if (!condition) {
      throw StratalensException.failed(
          null,
          "Cannot write the table %s because its column %s " + complaint,
          withNames(table, column, arguments));
    }
  }

  private static Object[] withNames(
      TableDefinition table, TableColumn column, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(table.name(), column.name()));
    all.addAll(List.of(arguments));
    return all.toArray();
  }
}
