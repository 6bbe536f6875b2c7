package io.stratalens.jobs.cli;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.cluster.ClusterSettings;
import io.stratalens.workers.link.LinkSettings;
import java.util.Comparator;
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
              LinkSettings.CONNECT));

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
        known.stream()
            .min(
                Comparator.<String>comparingInt(other -> distance(key, other))
                    .thenComparing(k -> k))
            .map(nearest -> "the nearest one that exists is " + nearest)
            .orElse("there is none under " + PREFIX + " yet");
    throw StratalensException.invalid(
        "Cannot use the setting because it does not exist: %s; %s.", key, remedy);
  }

  /** Levenshtein's edit distance. */
  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
