package io.stratalens.jobs.cli;

import java.util.Map;
import java.util.Properties;
import org.apache.spark.sql.SparkSession;

/** Starts Spark for a command; no setting is named here, see {@link SparkSettings}. */
final class SparkSessions {
  private SparkSessions() {}

  /** A session with the command's settings; the caller stops it. */
  static SparkSession open(
      String command, Map<String, String> confFlags, Map<String, String> environment) {
    Properties system = System.getProperties();
    Map<String, String> settings =
        SparkSettings.submitted(system)
            ? SparkSettings.ofSubmission(system, confFlags)
            : SparkSettings.ofFiles(ConfFolder.find(environment), command, confFlags);
    SparkSession.Builder builder = SparkSession.builder();
    settings.putIfAbsent("spark.app.name", "stratalens " + command);
    settings.forEach(builder::config);
    return builder.getOrCreate();
  }
}
