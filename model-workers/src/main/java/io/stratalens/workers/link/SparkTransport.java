package io.stratalens.workers.link;

import io.stratalens.udfs.settings.Settings;
import java.io.IOException;
import java.util.List;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.TransportConf;
import scala.Option;

/**
 * A server and a client factory of Spark's network layer, which is internal to Spark: with {@link
 * SparkHandler} and {@link SparkConnection} the only code that knows it. Its own settings are
 * {@code spark.stratalens.io.*}.
 */
final class SparkTransport implements AutoCloseable {
  private static final String MODULE = "stratalens";

  private final SparkHandler handler;
  private final TransportContext context;
  private final TransportServer server;
  private final TransportClientFactory clients;

  private SparkTransport(
      SparkHandler handler,
      TransportContext context,
      TransportServer server,
      TransportClientFactory clients) {
    this.handler = handler;
    this.context = context;
    this.server = server;
    this.clients = clients;
  }

  /** Binds a free port of a host. */
  static SparkTransport open(
      SparkConf conf,
      SecurityManager security,
      String host,
      LinkSettings settings,
      PeerEvents events) {
    TransportConf transport =
        SparkTransportConf.fromSparkConf(
            hardened(conf, settings),
            MODULE,
            0,
            Option.empty(),
            Option.apply(security.getRpcSSLOptions()));
    SparkHandler handler = new SparkHandler(events);
    TransportContext context = new TransportContext(transport, handler);
    TransportServer server = null;
    try {
      server = context.createServer(host, 0, serverSteps(transport, security, settings));
      TransportClientFactory clients =
          context.createClientFactory(clientSteps(transport, security, conf));
      return new SparkTransport(handler, context, server, clients);
    } catch (RuntimeException e) {
      ClosingSteps closing = new ClosingSteps();
      if (server != null) {
        closing.step(server::close);
      }
      closing.step(context::close);
      throw e;
    }
  }

  private static SparkConf hardened(SparkConf conf, LinkSettings settings) {
    String connect = settings.connect().toSeconds() + "s";
    return conf.clone()
        // Or a client that speaks only the older protocol is let in, and its frames are plain.
        .set("spark.network.crypto.saslFallback", "false")
        // Where that older protocol is the chosen one and encrypts, it does so for every client.
        .set(
            "spark.network.sasl.serverAlwaysEncrypt",
            Settings.SASL_ENCRYPTION.in(key -> conf.get(key, null)))
        // Half a minute and two otherwise.
        .set("spark.stratalens.io.connectionCreationTimeout", connect)
        .set("spark.network.auth.rpcTimeout", connect);
  }

  private static List<TransportServerBootstrap> serverSteps(
      TransportConf transport, SecurityManager security, LinkSettings settings) {
    TransportServerBootstrap guard =
        (channel, next) -> {
          channel
              .pipeline()
              .addFirst(new StrangerGuard(LinkSettings.STRANGER_BYTES, settings.connect()));
          return next;
        };
    return security.isAuthenticationEnabled()
        ? List.of(guard, new AuthServerBootstrap(transport, security))
        : List.of(guard);
  }

  private static List<TransportClientBootstrap> clientSteps(
      TransportConf transport, SecurityManager security, SparkConf conf) {
    return security.isAuthenticationEnabled()
        ? List.of(new AuthClientBootstrap(transport, conf.getAppId(), security))
        : List.of();
  }

  int port() {
    return server.getPort();
  }

  /** A connection of its own, authenticated where that is asked for. */
  PeerConnection connect(String host, int port) throws IOException, InterruptedException {
    TransportClient client = clients.createUnmanagedClient(host, port);
    SparkConnection connection = handler.connection(client);
    if (!client.isActive()) {
      handler.channelInactive(client);
      throw new IOException("the connection ended at once");
    }
    return connection;
  }

  @Override
  public void close() {
    new ClosingSteps()
        .step(handler::closeAllSoon)
        .step(clients::close)
        .step(server::close)
        .step(context::close)
        .end();
  }
}
