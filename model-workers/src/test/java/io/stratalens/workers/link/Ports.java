package io.stratalens.workers.link;

import java.time.Duration;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import scala.Option;

/** Data ports of this machine, quick to give up. */
final class Ports {
  static final String HOST = "127.0.0.1";
  static final Duration SOON = Duration.ofSeconds(10);
  static final LinkSettings QUICK =
      new LinkSettings(
          32L << 20, Duration.ofMillis(250), Duration.ofSeconds(3), Duration.ofSeconds(2));

  private Ports() {}

  static SparkConf plain() {
    return new SparkConf(false).set("spark.app.id", "app-1");
  }

  static SparkConf secured(String secret) {
    return plain()
        .set("spark.authenticate", "true")
        .set("spark.authenticate.secret", secret)
        .set("spark.network.crypto.enabled", "true");
  }

  static SecurityManager security(SparkConf conf) {
    return new SecurityManager(conf, Option.empty(), SecurityManager.$lessinit$greater$default$3());
  }

  static DataPort open(SparkConf conf) {
    return DataPort.open(conf, security(conf), HOST, QUICK);
  }

  static DataPort open() {
    return open(plain());
  }

  /** The network layer without our protocol on top, for peers that misbehave. */
  static SparkTransport raw(SparkConf conf) {
    PortProtocol mute = new PortProtocol(new Inboxes(), new LinkCounters(), QUICK.mostFrameBytes());
    return SparkTransport.open(conf, security(conf), HOST, QUICK, mute);
  }
}
