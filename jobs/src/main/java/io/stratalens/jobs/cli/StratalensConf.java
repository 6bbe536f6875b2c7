package io.stratalens.jobs.cli;

import io.stratalens.udfs.error.NearestName;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.cluster.ClusterSettings;
import io.stratalens.workers.link.LinkSettings;
import io.stratalens.workers.location.Models;
import java.util.Set;

/** The settings {@code spark.stratalens.*} that exist; any other one is a slip of the pen. */
final class StratalensConf {
  private static final String PREFIX = "spark.stratalens.";

  /** Every setting of our own is listed here and described in conf/spark-defaults.conf. */
  private static final StratalensConf REGISTERED =
      new StratalensConf(
          Set.of(
              ClusterSettings.STAGE_TIMEOUT,
              ClusterSettings.START_TIMEOUT,
              ClusterSettings.RETRIES,
              LinkSettings.MOST_FRAME_BYTES,
              LinkSettings.PING,
              LinkSettings.SILENCE,
              LinkSettings.CONNECT,
              Models.CACHE));

  private final Set<String> known;

  StratalensConf(Set<String> known) {
    this.known = known;
  }

  static StratalensConf registered() {
    return REGISTERED;
  }

  /** Refuses an unknown key of ours, naming the nearest known one; Spark's own keys pass. */
  void check(String key) {
    if (!key.startsWith(PREFIX) || known.contains(key)) {
      return;
    }
    String remedy =
        NearestName.of(key, known)
            .map(nearest -> "the nearest one that exists is " + nearest)
            .orElse("there is none under " + PREFIX + " yet");
    throw StratalensException.invalid(
        "Cannot use the setting because it does not exist: %s; %s.", key, remedy);
  }
}
