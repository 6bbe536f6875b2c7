package io.stratalens.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** One session for all tests of a fork, since a session takes seconds to start. */
public final class TestSpark {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  private TestSpark() {}

  /** The session; it lives as long as the fork. */
  public static SparkSession session() {
    return Holder.SESSION;
  }

  /** An empty folder whose name has a space and a letter beyond ASCII. */
  public static Path warehouse() {
    try {
      Path parent = Files.createDirectories(TARGET.resolve("warehouses"));
      return Files.createTempDirectory(parent, "wäre house ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Holder {
    private static final SparkSession SESSION = start();

    private static SparkSession start() {
      SparkSession session =
          SparkSession.builder()
              .master("local[2]")
              .appName("stratalens-tests")
              .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
              .config(
                  "spark.sql.catalog.spark_catalog",
                  "org.apache.spark.sql.delta.catalog.DeltaCatalog")
              .config(
                  "spark.sql.catalog.stratalens", "io.stratalens.jobs.catalog.StratalensCatalog")
              .config("spark.sql.shuffle.partitions", 2)
              .config("spark.sql.warehouse.dir", TARGET.resolve("spark-warehouse").toString())
              .config("spark.sql.session.timeZone", "UTC")
              .config("spark.ui.enabled", false)
              .getOrCreate();
      // Tasks that belong to no query, such as those that read Delta's log, see none of its
      // settings.
      TestJvm.queries().forEach(session.sparkContext()::setLocalProperty);
      return session;
    }
  }
}
