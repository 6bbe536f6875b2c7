package io.stratalens.jobs.delta;

import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.statistics.DataFileStatistics;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Between batches and data files: writes them, and tells of them in Kernel's words. */
final class TableFiles {
  private TableFiles() {}

  /** Writes all batches into files of the table's folder, which no table knows of yet. */
  static FileFacts write(TableTarget target, CloseableIterator<FilteredColumnarBatch> batches)
      throws IOException {
    StructType schema = KernelSchema.of(target.definition());
    List<WrittenFile> written = new ArrayList<>();
    try (CloseableIterator<DataFileStatus> files =
        HadoopSettings.engine(target.settings())
            .getParquetHandler()
            .writeParquetFiles(
                target.folder(), batches, KernelSchema.columns(target.definition().statistics()))) {
      while (files.hasNext()) {
        written.add(facts(files.next(), schema));
      }
    }
    FileFacts facts = new FileFacts(target.table(), written);
    LocalFiles.flush(target, facts);
    return facts;
  }

  static DataFileStatus status(TableTarget target, WrittenFile file) {
    StructType schema = KernelSchema.of(target.definition());
    return new DataFileStatus(
        target.folder() + "/" + file.name(),
        file.size(),
        file.modified(),
        DataFileStatistics.deserializeFromJson(file.statistics(), schema));
  }

  private static WrittenFile facts(DataFileStatus file, StructType schema) {
    Optional<DataFileStatistics> statistics = file.getStatistics();
    DataFileStatistics known =
        statistics.orElseThrow(
            () -> new IllegalStateException("Kernel gave no statistics for " + file.getPath()));
    return new WrittenFile(
        file.getPath().substring(file.getPath().lastIndexOf('/') + 1),
        file.getSize(),
        file.getModificationTime(),
        known.getNumRecords(),
        known.serializeAsJson(schema));
  }
}
