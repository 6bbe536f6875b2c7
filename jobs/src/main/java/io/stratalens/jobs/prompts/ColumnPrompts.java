package io.stratalens.jobs.prompts;

import static org.apache.spark.sql.functions.col;

import io.stratalens.jobs.prompts.PromptColumn.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/** Prompts in a column of a table. */
final class ColumnPrompts {
  private final PromptSource source;
  private final Dataset<Row> table;

  ColumnPrompts(PromptSource source, Dataset<Row> table) {
    this.source = source;
    this.table = table;
  }

  PromptRows read() {
    PromptColumn column = PromptColumn.choose(source, columns());
    boolean ids = column.kind() == Kind.TOKEN_IDS;
    // Bytes and longs, so that nothing is replaced or narrowed before it is looked at.
    Column value =
        col("`" + column.name().replace("`", "``") + "`").cast(ids ? "array<bigint>" : "binary");
    return new PromptRows(
        source.location(), rows(OrderedRows.of(table, value), source.location(), ids), ids);
  }

  private static JavaRDD<PromptRow> rows(Dataset<Row> values, String location, boolean ids) {
    return values.toJavaRDD().zipWithIndex().map(row -> row(row._1(), row._2(), location, ids));
  }

  private static PromptRow row(Row row, long promptId, String location, boolean ids) {
    String place = OrderedRows.place(row, promptId, location);
    return ids
        ? PromptRow.ofIds(promptId, place, row.isNullAt(0) ? null : row.getList(0))
        : PromptRow.ofText(promptId, place, row.<byte[]>getAs(0));
  }

  private Map<String, Kind> columns() {
    Map<String, Kind> columns = new LinkedHashMap<>();
    for (StructField field : table.schema().fields()) {
      columns.put(field.name(), kind(field.dataType()));
    }
    return columns;
  }

  private static Kind kind(DataType type) {
    if (type instanceof StringType) {
      return Kind.TEXT;
    }
    boolean ids =
        type instanceof ArrayType array
            && (array.elementType().equals(DataTypes.IntegerType)
                || array.elementType().equals(DataTypes.LongType));
    return ids ? Kind.TOKEN_IDS : Kind.OTHER;
  }
}
