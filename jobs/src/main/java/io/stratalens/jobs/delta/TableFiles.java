package io.stratalens.jobs.delta;

import io.delta.kernel.statistics.DataFileStatistics;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.DataFileStatus;
import io.stratalens.jobs.parquet.ParquetFile;
import io.stratalens.jobs.parquet.RowColumns;
import io.stratalens.jobs.tables.TableDefinition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/** Between batches and data files: writes them, and tells of them in Kernel's words. */
final class TableFiles {
  /** A file is ended with the batch that reaches this size. */
  private static final long FILE_BYTES = 128L << 20;

  private static final int LOCAL_BYTES_PER_SUM = 64 << 10;

  private TableFiles() {}

  /** Writes all batches into files of the table's folder, which no table knows of yet. */
  static FileFacts write(TableTarget target, Iterator<RowColumns> batches) throws IOException {
    return write(target, batches, FILE_BYTES);
  }

  /** The same in files that end with the batch that reaches so many bytes. */
  static FileFacts write(TableTarget target, Iterator<RowColumns> batches, long fileBytes)
      throws IOException {
    Configuration configuration = configuration(target);
    String name = UUID.randomUUID().toString();
    List<WrittenFile> written = new ArrayList<>();
    try {
      while (batches.hasNext()) {
        Path path = new Path(target.folder(), "%s-%03d.parquet".formatted(name, written.size()));
        WrittenFile file = writeFile(target.definition(), path, configuration, batches, fileBytes);
        LocalFiles.flush(target, file);
        written.add(file);
      }
    } catch (FSError e) { // a full local disk, for one, is an Error to Hadoop
      throw new IOException(e.getCause().getMessage(), e);
    }
    return new FileFacts(target.table(), written);
  }

  /** On a local disk Hadoop sums every 512 bytes unless told otherwise: a fifth of a writer. */
  private static Configuration configuration(TableTarget target) {
    Configuration configuration = HadoopSettings.configuration(target.settings());
    configuration.setInt("file.bytes-per-checksum", LOCAL_BYTES_PER_SUM);
    // The shared file system of this process sums as everybody else wants it to.
    configuration.setBoolean("fs.file.impl.disable.cache", true);
    return configuration;
  }

  private static WrittenFile writeFile(
      TableDefinition table,
      Path path,
      Configuration configuration,
      Iterator<RowColumns> batches,
      long fileBytes)
      throws IOException {
    ParquetMetadata footer;
    try (ParquetFile file = ParquetFile.create(table, path, configuration)) {
      do {
        file.write(batches.next());
      } while (file.bytes() < fileBytes && batches.hasNext());
      footer = file.finish();
    }
    FileStatus status = path.getFileSystem(configuration).getFileStatus(path);
    DataFileStatistics statistics = KeyBounds.of(table, footer);
    return new WrittenFile(
        path.getName(),
        status.getLen(),
        status.getModificationTime(),
        statistics.getNumRecords(),
        statistics.serializeAsJson(KernelSchema.of(table)));
  }

  static DataFileStatus status(TableTarget target, WrittenFile file) {
    StructType schema = KernelSchema.of(target.definition());
    return new DataFileStatus(
        target.folder() + "/" + file.name(),
        file.size(),
        file.modified(),
        DataFileStatistics.deserializeFromJson(file.statistics(), schema));
  }
}
