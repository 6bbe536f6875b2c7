package io.stratalens.jobs.lens;

import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.jobs.delta.TableTarget;
import io.stratalens.jobs.delta.TableWriter;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.capture.RowKey;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.host.HeldStages;
import io.stratalens.workers.host.ModelHost;
import io.stratalens.workers.lens.LensReader;
import io.stratalens.workers.location.Models;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.tokens.TokenNames;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * Reads the lens of one chunk's stored vectors and writes the files of its rows. Rows come sorted
 * by prompt and position.
 */
final class LensTask implements FlatMapFunction<Iterator<Row>, FileFacts> {
  private static final long serialVersionUID = 1L;

  private final LensSettings settings;
  private final TableTarget table;

  LensTask(LensSettings settings, TableTarget table) {
    this.settings = settings;
    this.table = table;
  }

  @Override
  public Iterator<FileFacts> call(Iterator<Row> rows) {
    Path folder = Models.ofProcess().folder(settings.modelFolder());
    try (HeldStages head =
            ModelHost.ofProcess()
                .head(folder, settings.modelHash(), TaskContext.get()::isInterrupted);
        BufferAllocator allocator = new RootAllocator();
        TableWriter writer = TableWriter.open(table, Map.of("run_id", settings.runId()))) {
      StageEngine engine = head.engine();
      LensReader reader = new LensReader(engine, settings.spec(), TokenNames.of(folder), allocator);
      StoredBlock block = null;
      while (rows.hasNext()) {
        StoredRow row = StoredRow.of(rows.next());
        if (block == null) {
          block = block(row, reader, engine);
        }
        if (!block.continues(row.key())) {
          if (block.full()) {
            write(block, reader, writer);
            block = block(row, reader, engine);
          }
          block.begin(row.key());
        }
        block.add(row.point(), row.vector());
      }
      if (block != null) {
        write(block, reader, writer);
      }
      return List.of(writer.finish()).iterator();
    }
  }

  private StoredBlock block(StoredRow row, LensReader reader, StageEngine engine) {
    return new StoredBlock(
        settings.runId(),
        settings.points(),
        row.type(),
        engine.config().width(),
        reader.blockRows());
  }

  private void write(StoredBlock block, LensReader reader, TableWriter writer) {
    writer.write(
        reader.readStored(
            block.bytes(),
            block.type(),
            block.keys(),
            settings.scored(),
            settings.read(),
            settings.finalSlot()));
  }

  private record StoredRow(RowKey key, LayerSite point, VectorType type, byte[] vector) {
    static StoredRow of(Row row) {
      Integer next = row.getAs("next_id");
      RowKey key =
          new RowKey(
              row.<Long>getAs("prompt_id"),
              row.<Integer>getAs("position"),
              row.<Integer>getAs("token_id"),
              next == null ? RowKey.NONE : next);
      LayerSite point =
          new LayerSite(row.<Integer>getAs("layer"), Site.of(row.<String>getAs("site")));
      return new StoredRow(
          key, point, VectorType.of(row.<String>getAs("dtype")), row.getAs("vector"));
    }
  }
}
