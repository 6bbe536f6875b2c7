package io.stratalens.jobs.maintain;

import io.delta.exceptions.DeltaConcurrentModificationException;
import io.delta.tables.DeltaTable;
import io.stratalens.jobs.delta.DeltaTables;
import io.stratalens.jobs.delta.Retries;
import io.stratalens.jobs.tables.TableDefinition;
import io.stratalens.jobs.warehouse.Warehouse;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.FileReason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.sources.DeltaSQLConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * Merges the files of one table, clusters those that its definition says so, and removes others.
 */
final class TableUpkeep {
  private static final String OWN_RETENTION =
      DeltaSQLConf.DELTA_VACUUM_RETENTION_WINDOW_IGNORE_ENABLED().key();

  private static final Logger LOG = LoggerFactory.getLogger(TableUpkeep.class);

  private final SparkSession spark;
  private final Warehouse warehouse;

  TableUpkeep(SparkSession spark, Warehouse warehouse) {
    this.spark = spark;
    this.warehouse = warehouse;
  }

  /**
   * Keeps a table up.
   *
   * @param vacuum whether files that no table holds are removed
   */
  TableReport run(TableDefinition table, Duration retain, boolean vacuum) {
    DeltaTables tables = warehouse.tables(spark.sparkContext().hadoopConfiguration());
    DeltaTable delta = DeltaTable.forPath(spark, tables.folder(table.name()));
    Row before = detail(delta);
    boolean optimised = optimise(table, delta);
    // Names rather than a number, since other writers may add files meanwhile.
    Set<Path> removed = dataFiles(table);
    if (vacuum) {
      remove(delta, retain);
    }
    removed.removeAll(dataFiles(table));
    Row after = detail(delta);
    return new TableReport(
        table.name(),
        before.getAs("numFiles"),
        after.getAs("numFiles"),
        before.getAs("sizeInBytes"),
        after.getAs("sizeInBytes"),
        removed.size(),
        optimised);
  }

  /** Unless told otherwise, Delta takes the table's own seven days for whatever it is asked. */
  private void remove(DeltaTable delta, Duration retain) {
    Option<String> before = spark.conf().getOption(OWN_RETENTION);
    spark.conf().set(OWN_RETENTION, false);
    try {
      delta.vacuum(retain.toHours());
    } finally {
      if (before.isDefined()) {
        spark.conf().set(OWN_RETENTION, before.get());
      } else {
        spark.conf().unset(OWN_RETENTION);
      }
    }
  }

  /** False where other writers never let it through; nothing has changed then. */
  private static boolean optimise(TableDefinition table, DeltaTable delta) {
    for (int attempt = 1; attempt <= Retries.ATTEMPTS; attempt++) {
      try {
        delta.optimize().executeCompaction();
        return true;
      } catch (DeltaConcurrentModificationException e) {
        LOG.info("Merging files of {} met another writer, attempt {}", table.name(), attempt);
        Retries.pause(attempt);
      }
    }
    return false;
  }

  private static Row detail(DeltaTable delta) {
    return delta.detail().select("numFiles", "sizeInBytes").first();
  }

  private Set<Path> dataFiles(TableDefinition table) {
    try {
      return DataFiles.of(warehouse.root().resolve(table.name()));
    } catch (IOException e) {
      throw StratalensException.failed(
          e, "Cannot count the files of the table %s because %s", table.name(), FileReason.of(e));
    }
  }
}
