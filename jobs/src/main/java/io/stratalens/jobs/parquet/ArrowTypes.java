package io.stratalens.jobs.parquet;

import io.stratalens.jobs.tables.ColumnType;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;

/** Which Arrow vectors hold which column types: the exact width only, so nothing is converted. */
final class ArrowTypes {
  private ArrowTypes() {}

  static boolean holds(FieldVector vector, ColumnType type) {
    return switch (type) {
      case INT -> vector instanceof IntVector;
      case BIGINT -> vector instanceof BigIntVector;
      case FLOAT -> vector instanceof Float4Vector;
      case DOUBLE -> vector instanceof Float8Vector;
      case BOOLEAN -> vector instanceof BitVector;
      case STRING -> vector instanceof VarCharVector;
      case BINARY -> vector instanceof VarBinaryVector;
      case TIMESTAMP -> vector instanceof TimeStampMicroTZVector;
      case INT_ARRAY -> listOf(vector, ColumnType.INT);
      case FLOAT_ARRAY -> listOf(vector, ColumnType.FLOAT);
      case STRING_ARRAY -> listOf(vector, ColumnType.STRING);
      case COUNTS -> false;
    };
  }

  private static boolean listOf(FieldVector vector, ColumnType element) {
    return vector instanceof ListVector list
        && vector.getClass() == ListVector.class
        && holds(list.getDataVector(), element);
  }
}
