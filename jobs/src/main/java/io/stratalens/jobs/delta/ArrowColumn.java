package io.stratalens.jobs.delta;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;

/**
 * Rows {@code offset} to {@code offset + size - 1} of an Arrow vector as a Kernel column, copying
 * nothing but the byte[] or String that Kernel asks for. ArrowTypes has checked that the vector is
 * of the type; whoever owns the batch closes it.
 */
final class ArrowColumn implements ColumnVector {
  private final DataType type;
  private final FieldVector vector;
  private final int offset;
  private final int size;

  ArrowColumn(DataType type, FieldVector vector, int offset, int size) {
    this.type = type;
    this.vector = vector;
    this.offset = offset;
    this.size = size;
  }

  @Override
  public DataType getDataType() {
    return type;
  }

  @Override
  public int getSize() {
    return size;
  }

  @Override
  public void close() {}

  @Override
  public boolean isNullAt(int row) {
    return vector.isNull(offset + row);
  }

  @Override
  public boolean getBoolean(int row) {
    return ((BitVector) vector).get(offset + row) == 1;
  }

  @Override
  public int getInt(int row) {
    return (int) getLong(row);
  }

  @Override
  public long getLong(int row) {
    return vector instanceof TimeStampVector times
        ? times.get(offset + row)
        : ((BaseIntVector) vector).getValueAsLong(offset + row);
  }

  @Override
  public float getFloat(int row) {
    return ((Float4Vector) vector).get(offset + row);
  }

  @Override
  public double getDouble(int row) {
    return ((Float8Vector) vector).get(offset + row);
  }

  @Override
  public String getString(int row) {
    return new String(((VarCharVector) vector).get(offset + row), StandardCharsets.UTF_8);
  }

  @Override
  public byte[] getBinary(int row) {
    return ((VarBinaryVector) vector).get(offset + row);
  }

  @Override
  public ArrayValue getArray(int row) {
    ListVector list = (ListVector) vector;
    int start = list.getElementStartIndex(offset + row);
    int end = list.getElementEndIndex(offset + row);
    return new ElementsView(
        new ArrowColumn(
            ((ArrayType) type).getElementType(), list.getDataVector(), start, end - start));
  }
}
