package io.stratalens.workers.link;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.settings.Settings;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.apache.spark.SparkConf;

/**
 * How a data port guards itself.
 *
 * @param mostFrameBytes the largest payload that a link may be opened for
 * @param ping how often peers are asked whether they are there
 * @param silence a peer that says nothing for so long is given up; at least three pings, and longer
 *     than the largest frame takes on its way, since a ping waits behind it
 * @param connect how long connecting, each round of authentication, and a peer that connected but
 *     has not said what it wants, may take; whole seconds
 */
public record LinkSettings(long mostFrameBytes, Duration ping, Duration silence, Duration connect) {
  /** What an unauthenticated peer may send in all. */
  static final int STRANGER_BYTES = 64 << 10;

  private static final int PINGS = 3;

  /** Refuses what could not work. */
  public LinkSettings {
    if (mostFrameBytes < 1 || mostFrameBytes > Integer.MAX_VALUE) {
      throw StratalensException.invalid(
          "Cannot use the largest frame because it is not between 1 byte and 2 GiB: %d. Set %s.",
          mostFrameBytes, Settings.MOST_FRAME_BYTES.key());
    }
    if (ping.isNegative() || ping.isZero() || silence.compareTo(ping.multipliedBy(PINGS)) < 0) {
      throw StratalensException.invalid(
          "Cannot use the link's times because a peer is given up before %d pings went by: %s ms"
              + " with a ping every %s ms. Set %s or %s.",
          PINGS,
          silence.toMillis(),
          ping.toMillis(),
          Settings.LINK_TIMEOUT.key(),
          Settings.PING_INTERVAL.key());
    }
    if (connect.toSeconds() < 1) {
      throw StratalensException.invalid(
          "Cannot use the time to connect because it is under a second: %s ms. Set %s.",
          connect.toMillis(), Settings.CONNECT_TIMEOUT.key());
    }
  }

  /** The settings of an application. */
  public static LinkSettings of(SparkConf conf) {
    UnaryOperator<String> given = key -> conf.get(key, null);
    return new LinkSettings(
        Settings.MOST_FRAME_BYTES.in(given),
        Settings.PING_INTERVAL.in(given),
        Settings.LINK_TIMEOUT.in(given),
        Settings.CONNECT_TIMEOUT.in(given));
  }
}
