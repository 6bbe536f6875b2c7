package io.stratalens.workers.link;

import io.stratalens.udfs.error.StratalensException;
import java.time.Duration;
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
  /** Bytes, Spark's size syntax; 256m unless set. */
  public static final String MOST_FRAME_BYTES = "spark.stratalens.link.maxFrameSize";

  /** Spark's time syntax; 2s unless set. */
  public static final String PING = "spark.stratalens.link.pingInterval";

  /** Spark's time syntax; 20s unless set. */
  public static final String SILENCE = "spark.stratalens.link.timeout";

  /** Spark's time syntax; 10s unless set. */
  public static final String CONNECT = "spark.stratalens.link.connectTimeout";

  /** What an unauthenticated peer may send in all. */
  static final int STRANGER_BYTES = 64 << 10;

  private static final int PINGS = 3;

  /** Refuses what could not work. */
  public LinkSettings {
    if (mostFrameBytes < 1 || mostFrameBytes > Integer.MAX_VALUE) {
      throw StratalensException.invalid(
          "Cannot use the largest frame because it is not between 1 byte and 2 GiB: %d. Set %s.",
          mostFrameBytes, MOST_FRAME_BYTES);
    }
    if (ping.isNegative() || ping.isZero() || silence.compareTo(ping.multipliedBy(PINGS)) < 0) {
      throw StratalensException.invalid(
          "Cannot use the link's times because a peer is given up before %d pings went by: %s ms"
              + " with a ping every %s ms. Set %s or %s.",
          PINGS, silence.toMillis(), ping.toMillis(), SILENCE, PING);
    }
    if (connect.toSeconds() < 1) {
      throw StratalensException.invalid(
          "Cannot use the time to connect because it is under a second: %s ms. Set %s.",
          connect.toMillis(), CONNECT);
    }
  }

  /** The settings of an application. */
  public static LinkSettings of(SparkConf conf) {
    return new LinkSettings(
        conf.getSizeAsBytes(MOST_FRAME_BYTES, "256m"),
        Duration.ofMillis(conf.getTimeAsMs(PING, "2s")),
        Duration.ofMillis(conf.getTimeAsMs(SILENCE, "20s")),
        Duration.ofMillis(conf.getTimeAsMs(CONNECT, "10s")));
  }
}
