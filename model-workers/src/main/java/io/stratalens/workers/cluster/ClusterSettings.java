package io.stratalens.workers.cluster;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.settings.Setting;
import io.stratalens.udfs.settings.Settings;
import io.stratalens.workers.link.LinkSettings;
import java.io.Serializable;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.apache.spark.SparkConf;

/**
 * How long stages are waited for.
 *
 * @param stageTimeout a stage that computes without progress for so long has failed; one microbatch
 *     must fit
 * @param silence an executor that says nothing for so long has failed
 * @param startTimeout executors must be there, and have loaded their stages, within this
 * @param retries how often a chunk is replayed before the run fails
 */
public record ClusterSettings(
    Duration stageTimeout, Duration silence, Duration startTimeout, int retries)
    implements Serializable {
  /** Refuses what could not work. */
  public ClusterSettings {
    require(
        stageTimeout.toSeconds() >= 1, Settings.STAGE_TIMEOUT, "at least a second", stageTimeout);
    require(
        startTimeout.toSeconds() >= 1, Settings.START_TIMEOUT, "at least a second", startTimeout);
    require(retries >= 0, Settings.RETRIES, "at least 0", retries);
  }

  /** The settings of an application. */
  public static ClusterSettings of(SparkConf conf) {
    UnaryOperator<String> given = key -> conf.get(key, null);
    return new ClusterSettings(
        Settings.STAGE_TIMEOUT.in(given),
        LinkSettings.of(conf).silence(),
        Settings.START_TIMEOUT.in(given),
        Settings.RETRIES.in(given));
  }

  private static void require(boolean condition, Setting<?> setting, String rule, Object value) {
    if (!condition) {
      throw StratalensException.invalid(
          "Cannot use the setting %s because it is not %s: %s.", setting.key(), rule, value);
    }
  }
}
