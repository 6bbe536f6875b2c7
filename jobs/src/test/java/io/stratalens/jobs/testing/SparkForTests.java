package io.stratalens.jobs.testing;

import org.apache.spark.sql.SparkSession;

/** One local Spark session with Delta for all tests of a fork: starting one costs seconds. */
public final class SparkForTests {
  private SparkForTests() {}

  /** The session; temporary views in it are shared, so a test replaces those that it reads. */
  public static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("stratalens tests")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.warehouse.dir", "target/spark-warehouse")
        .getOrCreate();
  }
}
