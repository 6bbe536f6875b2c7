package io.stratalens.jobs.parquet;

import org.apache.parquet.io.api.RecordConsumer;

/** An array in Parquet's three levels: the column, its repeated list, their elements. */
final class ListValue {
  static final String REPEATED = "list";
  static final String ELEMENT = "element";

  private ListValue() {}

  /** Adds the elements from first to end; any of them may be NULL. */
  static void add(RecordConsumer consumer, StoredColumn elements, int first, int end) {
    consumer.startGroup();
    if (first < end) {
      consumer.startField(REPEATED, 0);
      for (int i = first; i < end; i++) {
        consumer.startGroup();
        addField(consumer, ELEMENT, 0, elements, i);
        consumer.endGroup();
      }
      consumer.endField(REPEATED, 0);
    }
    consumer.endGroup();
  }

  /** Adds a field unless it is NULL. */
  static void addField(
      RecordConsumer consumer, String name, int index, StoredColumn column, int row) {
    if (!column.isNull(row)) {
      consumer.startField(name, index);
      column.add(row, consumer);
      consumer.endField(name, index);
    }
  }
}
