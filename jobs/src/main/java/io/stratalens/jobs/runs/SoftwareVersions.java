package io.stratalens.jobs.runs;

import io.stratalens.jobs.tables.JsonText;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/** The software that ran, for the table runs. */
final class SoftwareVersions {
  private SoftwareVersions() {}

  static String json(SparkSession spark) {
    Map<String, String> versions = new TreeMap<>();
    String own = SoftwareVersions.class.getPackage().getImplementationVersion();
    versions.put("stratalens", own == null ? "development" : own);
    versions.put("spark", spark.version());
    versions.put("java", Runtime.version().toString());
    return JsonText.of(versions);
  }
}
