package io.stratalens.jobs.parquet;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/** Writes rows of batches, one call a row. */
final class RowWriteSupport extends WriteSupport<RowCursor> {
  private final MessageType schema;
  private final String[] names;
  private RecordConsumer consumer;

  RowWriteSupport(MessageType schema) {
    this.schema = schema;
    this.names = schema.getFields().stream().map(field -> field.getName()).toArray(String[]::new);
  }

  @Override
  public String getName() {
    return "stratalens";
  }

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(schema, Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    this.consumer = recordConsumer;
  }

  @Override
  public void write(RowCursor cursor) {
    consumer.startMessage();
    StoredColumn[] columns = cursor.columns();
    for (int i = 0; i < columns.length; i++) {
      ListValue.addField(consumer, names[i], i, columns[i], cursor.row());
    }
    consumer.endMessage();
  }
}
