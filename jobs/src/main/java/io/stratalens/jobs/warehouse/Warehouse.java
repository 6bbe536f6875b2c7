package io.stratalens.jobs.warehouse;

import io.stratalens.jobs.delta.ChunkCommitter;
import io.stratalens.jobs.delta.DeltaTables;
import io.stratalens.jobs.tables.TableDefinition;
import io.stratalens.udfs.error.StratalensException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/**
 * The folder that holds the tables, each in a folder of its name, and {@code _journal} with a
 * folder per run. It lies on a file system that the driver and all executors share.
 */
public record Warehouse(Path root) {
  private static final String JOURNAL = "_journal";

  public Warehouse {
    root = root.toAbsolutePath().normalize();
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw StratalensException.invalid(
          "Cannot use the warehouse because it is not a folder: %s. Choose another --warehouse.",
          root);
    }
  }

  /** Makes the folder where there is none. */
  public Warehouse create() {
    try {
      Files.createDirectories(root);
    } catch (IOException e) {
      throw StratalensException.invalid(
          e,
          "Cannot make the warehouse because its folder cannot be made: %s. Choose another"
              + " --warehouse.",
          root);
    }
    return this;
  }

  /** This warehouse; refused where there is no such folder, which no capture has made then. */
  public Warehouse existing() {
    if (Files.notExists(root)) {
      throw StratalensException.invalid(
          "Cannot read the warehouse because there is no such folder: %s. Give another --warehouse,"
              + " or capture into this one first.",
          root);
    }
    return this;
  }

  /** Whether the table has been created. */
  public boolean has(TableDefinition table) {
    return Files.isDirectory(root.resolve(table.name()).resolve("_delta_log"));
  }

  /** The tables as those who write them see them. */
  public DeltaTables tables(Configuration hadoop) {
    return new DeltaTables(root, hadoop);
  }

  /** What commits chunks into these tables. */
  public ChunkCommitter committer(Configuration hadoop) {
    return ChunkCommitter.open(tables(hadoop), root.resolve(JOURNAL));
  }

  /**
   * Keeps other processes from writing the same run, until it is closed or this process ends.
   *
   * @throws StratalensException when another one is writing it
   */
  public RunLock lock(String runId) {
    return RunLock.take(root.resolve(JOURNAL), runId);
  }
}
