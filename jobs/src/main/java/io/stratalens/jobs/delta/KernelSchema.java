package io.stratalens.jobs.delta;

import io.delta.kernel.expressions.Column;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FieldMetadata;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.stratalens.jobs.tables.ColumnType;
import io.stratalens.jobs.tables.TableColumn;
import io.stratalens.jobs.tables.TableDefinition;
import java.util.List;

/** A table's definition in Kernel's words. */
final class KernelSchema {
  private KernelSchema() {}

  static StructType of(TableDefinition table) {
    return new StructType(table.columns().stream().map(KernelSchema::field).toList());
  }

  static List<Column> columns(List<String> names) {
    return names.stream().map(Column::new).toList();
  }

  static DataType type(ColumnType type) {
    return switch (type) {
      case INT -> IntegerType.INTEGER;
      case BIGINT -> LongType.LONG;
      case FLOAT -> FloatType.FLOAT;
      case DOUBLE -> DoubleType.DOUBLE;
      case BOOLEAN -> BooleanType.BOOLEAN;
      case STRING -> StringType.STRING;
      case BINARY -> BinaryType.BINARY;
      case TIMESTAMP -> TimestampType.TIMESTAMP;
      case INT_ARRAY -> new ArrayType(IntegerType.INTEGER, true);
      case FLOAT_ARRAY -> new ArrayType(FloatType.FLOAT, true);
      case STRING_ARRAY -> new ArrayType(StringType.STRING, true);
      case COUNTS -> new MapType(StringType.STRING, LongType.LONG, true);
    };
  }

  private static StructField field(TableColumn column) {
    FieldMetadata comment = FieldMetadata.builder().putString("comment", column.comment()).build();
    return new StructField(column.name(), type(column.type()), column.nullable(), comment);
  }
}
