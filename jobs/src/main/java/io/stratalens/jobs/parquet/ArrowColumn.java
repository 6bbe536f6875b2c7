package io.stratalens.jobs.parquet;

import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** An Arrow vector as a column; whoever owns the batch closes it. */
record ArrowColumn(FieldVector vector, Adding adding) implements StoredColumn {
  /** Adds the value in a row of a vector. */
  private interface Adding {
    void add(int row, RecordConsumer consumer);
  }

  /** A column of a vector that ArrowTypes has found to be of its table's type. */
  static ArrowColumn of(FieldVector vector) {
    return new ArrowColumn(vector, adding(vector));
  }

  @Override
  public boolean isNull(int row) {
    return vector.isNull(row);
  }

  @Override
  public void add(int row, RecordConsumer consumer) {
    adding.add(row, consumer);
  }

  private static Adding adding(FieldVector vector) {
    if (vector instanceof IntVector values) {
      return (row, consumer) -> consumer.addInteger(values.get(row));
    }
    if (vector instanceof BigIntVector values) {
      return (row, consumer) -> consumer.addLong(values.get(row));
    }
    if (vector instanceof TimeStampMicroTZVector values) {
      return (row, consumer) -> consumer.addLong(values.get(row));
    }
    if (vector instanceof Float4Vector values) {
      return (row, consumer) -> consumer.addFloat(values.get(row));
    }
    if (vector instanceof Float8Vector values) {
      return (row, consumer) -> consumer.addDouble(values.get(row));
    }
    if (vector instanceof BitVector values) {
      return (row, consumer) -> consumer.addBoolean(values.get(row) == 1);
    }
    if (vector instanceof BaseVariableWidthVector values) {
      return (row, consumer) -> consumer.addBinary(bytes(values, row));
    }
    ListVector lists = (ListVector) vector;
    ArrowColumn elements = of(lists.getDataVector());
    return (row, consumer) ->
        ListValue.add(
            consumer, elements, lists.getElementStartIndex(row), lists.getElementEndIndex(row));
  }

  private static Binary bytes(BaseVariableWidthVector values, int row) {
    return Binary.fromConstantByteArray(
        BaseVariableWidthVector.get(values.getDataBuffer(), values.getOffsetBuffer(), row));
  }
}
