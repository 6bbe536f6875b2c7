package io.stratalens.workers.cluster;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.link.LinkSettings;
import java.io.Serializable;
import java.time.Duration;
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
  /** Spark's time syntax; 600s unless set. */
  public static final String STAGE_TIMEOUT = "spark.stratalens.stage.timeout";

  /** Spark's time syntax; 600s unless set. */
  public static final String START_TIMEOUT = "spark.stratalens.stage.startTimeout";

  /** A number; 3 unless set. */
  public static final String RETRIES = "spark.stratalens.stage.retries";

  /** Refuses what could not work. */
  public ClusterSettings {
    require(stageTimeout.toSeconds() >= 1, STAGE_TIMEOUT, "at least a second", stageTimeout);
    require(startTimeout.toSeconds() >= 1, START_TIMEOUT, "at least a second", startTimeout);
    require(retries >= 0, RETRIES, "at least 0", retries);
  }

  /** The settings of an application. */
  public static ClusterSettings of(SparkConf conf) {
    return new ClusterSettings(
        Duration.ofMillis(conf.getTimeAsMs(STAGE_TIMEOUT, "600s")),
        LinkSettings.of(conf).silence(),
        Duration.ofMillis(conf.getTimeAsMs(START_TIMEOUT, "600s")),
        conf.getInt(RETRIES, 3));
  }

  private static void require(boolean condition, String key, String rule, Object value) {
    if (!condition) {
      throw StratalensException.invalid(
          "Cannot use the setting %s because it is not %s: %s.", key, rule, value);
    }
  }
}
