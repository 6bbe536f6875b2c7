package io.stratalens.jobs.delta;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.MapType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * A column of Java objects, for constants and for the few rows that the driver writes. An instant
 * stands for a TIMESTAMP, a List for an array and a Map for a map.
 */
final class ObjectColumn implements ColumnVector {
  private final DataType type;
  private final int size;
  private final IntFunction<?> values;

  ObjectColumn(DataType type, int size, IntFunction<?> values) {
    this.type = type;
    this.size = size;
    this.values = values;
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
    return values.apply(row) == null;
  }

  @Override
  public boolean getBoolean(int row) {
    return (Boolean) values.apply(row);
  }

  @Override
  public int getInt(int row) {
    return (Integer) values.apply(row);
  }

  @Override
  public long getLong(int row) {
    Object value = values.apply(row);
    return value instanceof Instant instant
        ? ChronoUnit.MICROS.between(Instant.EPOCH, instant)
        : (Long) value;
  }

  @Override
  public float getFloat(int row) {
    return (Float) values.apply(row);
  }

  @Override
  public double getDouble(int row) {
    return (Double) values.apply(row);
  }

  @Override
  public String getString(int row) {
    return (String) values.apply(row);
  }

  @Override
  public byte[] getBinary(int row) {
    return (byte[]) values.apply(row);
  }

  @Override
  public ArrayValue getArray(int row) {
    List<?> list = (List<?>) values.apply(row);
    DataType element = ((ArrayType) type).getElementType();
    return new ElementsView(new ObjectColumn(element, list.size(), list::get));
  }

  @Override
  public MapValue getMap(int row) {
    List<? extends Map.Entry<?, ?>> entries =
        List.copyOf(((Map<?, ?>) values.apply(row)).entrySet());
    MapType map = (MapType) type;
    return new EntriesView(
        new ObjectColumn(map.getKeyType(), entries.size(), i -> entries.get(i).getKey()),
        new ObjectColumn(map.getValueType(), entries.size(), i -> entries.get(i).getValue()));
  }

  private record EntriesView(ColumnVector keys, ColumnVector values) implements MapValue {
    @Override
    public int getSize() {
      return keys.getSize();
    }

    @Override
    public ColumnVector getKeys() {
      return keys;
    }

    @Override
    public ColumnVector getValues() {
      return values;
    }
  }
}
