package io.stratalens.jobs.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit.MICROS;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.apache.parquet.schema.Type.Repetition.OPTIONAL;
import static org.apache.parquet.schema.Type.Repetition.REQUIRED;

import io.stratalens.jobs.tables.ColumnType;
import io.stratalens.jobs.tables.TableColumn;
import io.stratalens.jobs.tables.TableDefinition;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** A table's definition in Parquet's words, as Spark would write them. */
final class ParquetSchema {
  static final String ENTRIES = "key_value";
  static final String KEY = "key";
  static final String VALUE = "value";

  private ParquetSchema() {}

  static MessageType of(TableDefinition table) {
    return new MessageType(
        table.name(), table.columns().stream().map(ParquetSchema::field).toList());
  }

  private static Type field(TableColumn column) {
    return type(column.type(), column.nullable() ? OPTIONAL : REQUIRED, column.name());
  }

  private static Type type(ColumnType type, Repetition repetition, String name) {
    return switch (type) {
      case INT -> Types.primitive(INT32, repetition).named(name);
      case BIGINT -> Types.primitive(INT64, repetition).named(name);
      case FLOAT -> Types.primitive(FLOAT, repetition).named(name);
      case DOUBLE -> Types.primitive(DOUBLE, repetition).named(name);
      case BOOLEAN -> Types.primitive(BOOLEAN, repetition).named(name);
      case STRING -> Types.primitive(BINARY, repetition).as(stringType()).named(name);
      case BINARY -> Types.primitive(BINARY, repetition).named(name);
      case TIMESTAMP ->
          Types.primitive(INT64, repetition).as(timestampType(true, MICROS)).named(name);
      case INT_ARRAY -> list(ColumnType.INT, repetition, name);
      case FLOAT_ARRAY -> list(ColumnType.FLOAT, repetition, name);
      case STRING_ARRAY -> list(ColumnType.STRING, repetition, name);
      case COUNTS ->
          Types.map(repetition)
              .key(type(ColumnType.STRING, REQUIRED, KEY))
              .value(type(ColumnType.BIGINT, OPTIONAL, VALUE))
              .named(name);
    };
  }

  private static Type list(ColumnType element, Repetition repetition, String name) {
    return Types.list(repetition).element(type(element, OPTIONAL, ListValue.ELEMENT)).named(name);
  }
}
