package io.stratalens.jobs.serve;

import io.stratalens.jobs.tables.Tables;
import io.stratalens.jobs.warehouse.Warehouse;
import io.stratalens.udfs.error.StratalensException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** The Delta tables that users keep in the warehouse beside those of captures and sweeps. */
final class OwnTables {
  private static final Pattern NAME = Pattern.compile("\\w+");

  private final Warehouse warehouse;

  OwnTables(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /** Makes them known by the names of their folders to all sessions of this application. */
  void publish(SparkSession spark) {
    try (Stream<Path> folders = Files.list(warehouse.root())) {
      folders.filter(OwnTables::own).sorted().forEach(folder -> publish(spark, folder));
    } catch (IOException e) {
      throw StratalensException.failed(
          e, "Cannot list the warehouse because it cannot be read: %s", warehouse.root());
    }
  }

  private static boolean own(Path folder) {
    String name = folder.getFileName().toString();
    return Files.isDirectory(folder.resolve("_delta_log"))
        && NAME.matcher(name).matches()
        && Tables.named(name).isEmpty();
  }

  private static void publish(SparkSession spark, Path folder) {
    String location = ("file://" + folder).replace("\\", "\\\\").replace("'", "\\'");
    spark.sql(
        "CREATE TABLE IF NOT EXISTS spark_catalog.default.`%s` USING delta LOCATION '%s'"
            .formatted(folder.getFileName(), location));
  }
}
