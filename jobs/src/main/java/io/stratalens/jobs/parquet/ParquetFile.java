package io.stratalens.jobs.parquet;

import io.stratalens.jobs.tables.ColumnType;
import io.stratalens.jobs.tables.TableColumn;
import io.stratalens.jobs.tables.TableDefinition;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.schema.MessageType;

/**
 * One Parquet file of a table while it is written. Used by one thread, and closed by its owner;
 * what it holds counts only once {@link #finish} has returned.
 */
public final class ParquetFile implements AutoCloseable {
  /** A writer holds a row group on the heap, and a task has a writer for each of its tables. */
  private static final long ROW_GROUP_BYTES = 32L << 20;

  private final ParquetWriter<RowCursor> writer;

  private ParquetFile(ParquetWriter<RowCursor> writer) {
    this.writer = writer;
  }

  /** Begins a file that is not there yet. */
  public static ParquetFile create(TableDefinition table, Path path, Configuration configuration)
      throws IOException {
    Builder builder =
        new Builder(HadoopOutputFile.fromPath(path, configuration), ParquetSchema.of(table))
            .withConf(configuration)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withCodecFactory(new PageCompression())
            .withRowGroupSize(
                configuration.getLong(ParquetOutputFormat.BLOCK_SIZE, ROW_GROUP_BYTES));
    for (TableColumn column : table.columns()) {
      if (column.type() == ColumnType.BINARY || column.type() == ColumnType.FLOAT) {
        // Measured values hardly ever repeat: a dictionary of them is built and thrown away.
        builder.withDictionaryEncoding(column.name(), false);
      }
      if (column.type() == ColumnType.BINARY) {
        // Nobody asks for vectors between two others.
        builder.withStatisticsEnabled(column.name(), false);
      }
    }
    return new ParquetFile(builder.build());
  }

  /** Adds all rows of a batch. */
  public void write(RowColumns batch) throws IOException {
    RowCursor cursor = new RowCursor(batch);
    for (int row = 0; row < batch.size(); row++) {
      writer.write(cursor);
      cursor.next();
    }
  }

  /** About how large the file is by now. */
  public long bytes() {
    return writer.getDataSize();
  }

  /** Ends the file and tells what it holds. */
  public ParquetMetadata finish() throws IOException {
    writer.close();
    return writer.getFooter();
  }

  /** Ends the file; after {@link #finish} this does nothing. */
  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static final class Builder extends ParquetWriter.Builder<RowCursor, Builder> {
    private final MessageType schema;

    Builder(OutputFile file, MessageType schema) {
      super(file);
      this.schema = schema;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<RowCursor> getWriteSupport(Configuration configuration) {
      return new RowWriteSupport(schema);
    }
  }
}
