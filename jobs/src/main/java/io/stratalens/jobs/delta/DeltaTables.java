package io.stratalens.jobs.delta;

import static java.util.stream.Collectors.joining;

import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.ConcurrentWriteException;
import io.delta.kernel.exceptions.KernelEngineException;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.exceptions.TableAlreadyExistsException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.transaction.CreateTableTransactionBuilder;
import io.delta.kernel.transaction.DataLayoutSpec;
import io.delta.kernel.types.StructField;
import io.delta.kernel.utils.CloseableIterable;
import io.stratalens.jobs.tables.TableDefinition;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.FileReason;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;

/** The table folders of one warehouse; on the driver. */
public final class DeltaTables {
  static final String WRITER = "Stratalens";

  private final Path root;
  private final Map<String, String> settings;

  /**
   * The tables under a folder.
   *
   * @param root the warehouse, on a file system that driver and executors share
   * @param hadoop the driver's Hadoop settings; tasks get what is in them beyond the defaults
   */
  public DeltaTables(Path root, Configuration hadoop) {
    this.root = root.toAbsolutePath().normalize();
    this.settings = HadoopSettings.of(hadoop);
  }

  /** Where tasks write this table's files. */
  public TableTarget target(TableDefinition table) {
    return new TableTarget(table, folder(table.name()), settings);
  }

  /** The table's folder as Spark and Hadoop read it: a file: location, not URL-encoded. */
  public String folder(String table) {
    return "file://" + root.resolve(table);
  }

  /**
   * Creates the table where there is none.
   *
   * @throws StratalensException where there is one with other columns
   */
  public TableTarget ensure(TableDefinition table) {
    TableTarget target = target(table);
    Engine engine = HadoopSettings.engine(settings);
    if (snapshot(target, engine).isEmpty()) {
      create(target, engine);
    }
    snapshot(target, engine).ifPresent(snapshot -> check(target, snapshot));
    return target;
  }

  /** The table as it is now, or empty where there is none. */
  static Optional<Snapshot> snapshot(TableTarget target, Engine engine) {
    try {
      return Optional.of(TableManager.loadSnapshot(target.folder()).build(engine));
    } catch (TableNotFoundException e) {
      return Optional.empty();
    }
  }

  private static void create(TableTarget target, Engine engine) {
    TableDefinition table = target.definition();
    CreateTableTransactionBuilder creation =
        TableManager.buildCreateTableTransaction(target.folder(), KernelSchema.of(table), WRITER)
            .withTableProperties(properties(table));
    if (!table.clustering().isEmpty()) {
      creation.withDataLayoutSpec(
          DataLayoutSpec.clustered(KernelSchema.columns(table.clustering())));
    }
    try {
      creation.build(engine).commit(engine, CloseableIterable.emptyIterable());
    } catch (TableAlreadyExistsException | ConcurrentWriteException e) {
      // Another process made it in the meantime; the caller checks what that one made.
    } catch (KernelException | KernelEngineException | UncheckedIOException | FSError e) {
      throw StratalensException.failed(
          e,
          "Cannot create the table %s because %s. Mend that and run the same again.",
          target,
          FileReason.of(e));
    }
  }

  private static Map<String, String> properties(TableDefinition table) {
    Map<String, String> properties = new HashMap<>(table.properties());
    properties.put("delta.dataSkippingStatsColumns", String.join(",", table.statistics()));
    properties.put("delta.parquet.compression.codec", "zstd");
    return properties;
  }

  private static void check(TableTarget target, Snapshot snapshot) {
    List<StructField> expected = KernelSchema.of(target.definition()).fields();
    List<StructField> found = snapshot.getSchema().fields();
    if (!described(expected).equals(described(found))) {
      throw StratalensException.invalid(
          "Cannot use the table %s because its columns are not those of this version: found %s, not"
              + " %s. Use another --warehouse.",
          target, beyond(found, expected), beyond(expected, found));
    }
  }

  /** What the first list has and the second has not, or the whole list where only orders differ. */
  private static String beyond(List<StructField> these, List<StructField> those) {
    List<String> all = described(these);
    List<String> more = all.stream().filter(field -> !described(those).contains(field)).toList();
    boolean orderOnly = all.size() == those.size() && more.isEmpty();
    return (orderOnly ? all : more).stream().collect(joining(", ", "(", ")"));
  }

  private static List<String> described(List<StructField> fields) {
    return fields.stream()
        .map(
            field ->
                field.getName()
                    + " "
                    + field.getDataType()
                    + (field.isNullable() ? "" : " NOT NULL"))
        .toList();
  }
}
