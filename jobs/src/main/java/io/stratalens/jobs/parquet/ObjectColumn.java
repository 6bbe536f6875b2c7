package io.stratalens.jobs.parquet;

import io.stratalens.jobs.tables.ColumnType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/**
 * A column of Java objects, for constants and for the few rows that the driver writes. An instant
 * stands for a TIMESTAMP, a List for an array and a Map for a map.
 */
record ObjectColumn(IntFunction<?> values) implements StoredColumn {
  /** A column that has the same value in every row; text is encoded once. */
  static ObjectColumn constant(ColumnType type, Object value) {
    Object kept = type == ColumnType.STRING && value != null ? text((String) value) : value;
    return new ObjectColumn(row -> kept);
  }

  @Override
  public boolean isNull(int row) {
    return values.apply(row) == null;
  }

  @Override
  public void add(int row, RecordConsumer consumer) {
    add(values.apply(row), consumer);
  }

  private static void add(Object value, RecordConsumer consumer) {
    if (value instanceof Integer number) {
      consumer.addInteger(number);
    } else if (value instanceof Long number) {
      consumer.addLong(number);
    } else if (value instanceof Instant instant) {
      consumer.addLong(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
    } else if (value instanceof Float number) {
      consumer.addFloat(number);
    } else if (value instanceof Double number) {
      consumer.addDouble(number);
    } else if (value instanceof Boolean truth) {
      consumer.addBoolean(truth);
    } else if (value instanceof Binary bytes) {
      consumer.addBinary(bytes);
    } else if (value instanceof String text) {
      consumer.addBinary(text(text));
    } else if (value instanceof byte[] bytes) {
      consumer.addBinary(Binary.fromConstantByteArray(bytes));
    } else if (value instanceof List<?> list) {
      ListValue.add(consumer, new ObjectColumn(list::get), 0, list.size());
    } else {
      addEntries((Map<?, ?>) value, consumer);
    }
  }

  private static void addEntries(Map<?, ?> map, RecordConsumer consumer) {
    consumer.startGroup();
    if (!map.isEmpty()) {
      List<? extends Map.Entry<?, ?>> entries = List.copyOf(map.entrySet());
      ObjectColumn keys = new ObjectColumn(i -> entries.get(i).getKey());
      ObjectColumn counts = new ObjectColumn(i -> entries.get(i).getValue());
      consumer.startField(ParquetSchema.ENTRIES, 0);
      for (int i = 0; i < entries.size(); i++) {
        consumer.startGroup();
        ListValue.addField(consumer, ParquetSchema.KEY, 0, keys, i);
        ListValue.addField(consumer, ParquetSchema.VALUE, 1, counts, i);
        consumer.endGroup();
      }
      consumer.endField(ParquetSchema.ENTRIES, 0);
    }
    consumer.endGroup();
  }

  private static Binary text(String value) {
    return Binary.fromConstantByteArray(Binary.fromString(value).getBytes());
  }
}
