package io.stratalens.jobs.cli;

import io.stratalens.jobs.warehouse.SparkMessage;
import io.stratalens.udfs.error.StratalensException;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Starts Spark for a command; no setting is named here, see {@link SparkSettings}. */
final class SparkSessions {
  private SparkSessions() {}

  /** A session with the command's settings; the caller stops it. */
  static SparkSession open(
      String command, Map<String, String> confFlags, Map<String, String> environment) {
    Map<String, String> settings = SparkSettings.of(command, confFlags, environment);
    SparkSession.Builder builder = SparkSession.builder();
    settings.putIfAbsent("spark.app.name", "stratalens " + command);
    settings.forEach(builder::config);
    return started(builder, settings.getOrDefault("spark.master", "none"));
  }

  private static SparkSession started(SparkSession.Builder builder, String master) {
    try {
      return builder.getOrCreate();
    } catch (Exception e) {
      // Spark throws checked exceptions that no signature declares, and one kind for all mistakes.
      String reason = SparkMessage.sentence(e);
      if (reason.toLowerCase(Locale.ROOT).contains("master")) {
        throw StratalensException.invalid(
            e,
            "Cannot start Spark because its spark.master cannot be used: %s (%s). Correct it in"
                + " conf/spark-defaults.conf or by --conf.",
            master,
            reason);
      }
      throw StratalensException.failed(e, "Cannot start Spark because %s", reason);
    }
  }
}
