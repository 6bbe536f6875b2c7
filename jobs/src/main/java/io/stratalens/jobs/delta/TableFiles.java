package io.stratalens.jobs.delta;

import io.delta.kernel.statistics.DataFileStatistics;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.DataFileStatus;
import io.stratalens.jobs.parquet.ParquetFile;
import io.stratalens.jobs.parquet.RowColumns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;

/** Between batches and data files: writes them, and tells of them in Kernel's words. */
final class TableFiles {
  /** A file is ended with the batch that reaches this size. */
  private static final long FILE_BYTES = 128L << 20;

  private TableFiles() {}

  /** Writes all batches into files of the table's folder, which no table knows of yet. */
  static FileFacts write(TableTarget target, Iterator<RowColumns> batches) throws IOException {
    return write(target, batches, FILE_BYTES);
  }

  /** The same in files that end with the batch that reaches so many bytes. */
  static FileFacts write(TableTarget target, Iterator<RowColumns> batches, long fileBytes)
      throws IOException {
    Configuration configuration = HadoopSettings.configuration(target.settings());
    String name = UUID.randomUUID().toString();
    List<WrittenFile> written = new ArrayList<>();
    while (batches.hasNext()) {
      String file = "%s-%03d.parquet".formatted(name, written.size());
      written.add(writeFile(target, file, configuration, batches, fileBytes));
      LocalFiles.flush(target, written.get(written.size() - 1));
    }
    return new FileFacts(target.table(), written);
  }

  private static WrittenFile writeFile(
      TableTarget target,
      String name,
      Configuration configuration,
      Iterator<RowColumns> batches,
      long fileBytes)
      throws IOException {
    Path path = new Path(target.folder(), name);
    ParquetMetadata footer;
    try (ParquetFile file =
        ParquetFile.create(
            target.definition(), output(target, name, configuration), configuration)) {
      do {
        file.write(batches.next());
      } while (file.bytes() < fileBytes && batches.hasNext());
      footer = file.finish();
    }
    FileStatus status = path.getFileSystem(configuration).getFileStatus(path);
    DataFileStatistics statistics = KeyBounds.of(target.definition(), footer);
    return new WrittenFile(
        name,
        status.getLen(),
        status.getModificationTime(),
        statistics.getNumRecords(),
        statistics.serializeAsJson(KernelSchema.of(target.definition())));
  }

  /** Hadoop's own way to a local disk sums every 512 bytes, which takes a fifth of a writer. */
  private static OutputFile output(TableTarget target, String name, Configuration configuration)
      throws IOException {
    Optional<java.nio.file.Path> local = target.local(name);
    return local.isPresent()
        ? new LocalOutputFile(local.get())
        : HadoopOutputFile.fromPath(new Path(target.folder(), name), configuration);
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
