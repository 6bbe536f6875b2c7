package io.stratalens.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.spark.sql.SparkSession;

/** One Spark session for all tests of a JVM: starting one takes longer than most tests. */
public final class TestSpark {
  private TestSpark() {}

  /** The session: two cores, Delta, tables in a folder of its own. */
  public static SparkSession session() {
    return Holder.SESSION;
  }

  private static final class Holder {
    static final SparkSession SESSION = start();

    private static SparkSession start() {
      try {
        return SparkSession.builder()
            .master("local[2]")
            .appName("stratalens-tests")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.ui.enabled", "false")
            .config(
                "spark.sql.warehouse.dir",
                Files.createTempDirectory("warehouse").toUri().toString())
            .getOrCreate();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
