package io.stratalens.workers.link;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import scala.Option;

/**
 * An executor's end of all links to other executors: it receives on one port of its own and opens a
 * connection for every stage it sends to. With {@code spark.authenticate} both sides prove that
 * they know the application's secret, with {@code spark.network.crypto.enabled} frames are
 * encrypted. Memory: each receiver holds its slots' memory, outside the heap, while it is open.
 */
public final class DataPort implements AutoCloseable {
  private final String host;
  private final LinkSettings settings;
  private final LinkCounters counters;
  private final Inboxes inboxes;
  private final PortProtocol protocol;
  private final SparkTransport transport;
  private final Pulse pulse;
  private final AtomicBoolean closed = new AtomicBoolean();

  private DataPort(
      String host,
      LinkSettings settings,
      LinkCounters counters,
      Inboxes inboxes,
      PortProtocol protocol,
      SparkTransport transport) {
    this.host = host;
    this.settings = settings;
    this.counters = counters;
    this.inboxes = inboxes;
    this.protocol = protocol;
    this.transport = transport;
    this.pulse = Pulse.start(protocol, settings);
  }

  /**
   * Binds a free port.
   *
   * @param conf the application's settings; {@code spark.app.id} is needed with authentication
   * @param security knows the application's secret
   * @param host the name or address of this executor by which others reach it
   */
  public static DataPort open(
      SparkConf conf, SecurityManager security, String host, LinkSettings settings) {
    LinkCounters counters = new LinkCounters();
    Inboxes inboxes = new Inboxes();
    PortProtocol protocol = new PortProtocol(inboxes, counters, settings.mostFrameBytes());
    try {
      SparkTransport transport = SparkTransport.open(conf, security, host, settings, protocol);
      return new DataPort(host, settings, counters, inboxes, protocol, transport);
    } catch (RuntimeException e) {
      throw StratalensException.failed(
          e, "Cannot open a data port on %s because %s", host, e.getMessage());
    }
  }

  /** Binds a free port that this machine alone reaches, without authentication: to measure with. */
  public static DataPort onLoopback() {
    SparkConf conf = new SparkConf(false).set("spark.app.id", "stratalens-loopback");
    SecurityManager security =
        new SecurityManager(conf, Option.empty(), SecurityManager.$lessinit$greater$default$3());
    return open(
        conf, security, InetAddress.getLoopbackAddress().getHostAddress(), LinkSettings.of(conf));
  }

  /** Where other executors reach this port. */
  public InetSocketAddress address() {
    return InetSocketAddress.createUnresolved(host, transport.port());
  }

  /**
   * Opens the receiving end of a link; an older epoch of the same run and stage ends with it.
   *
   * @param slots frames that may be queued or in the taker's hands together; two or more let one
   *     arrive while another is read
   * @param frameBytes the largest payload
   */
  public StageReceiver receiver(LinkKey key, int slots, long frameBytes) {
    if (frameBytes < 1 || frameBytes > settings.mostFrameBytes()) {
      throw StratalensException.failed(
          null,
          "Cannot receive for %s because its frames are not between 1 and %d bytes: %d. Set %s.",
          key,
          settings.mostFrameBytes(),
          frameBytes,
          Settings.MOST_FRAME_BYTES.key());
    }
    Inbox inbox = new Inbox(key, slots, (int) frameBytes, counters, inboxes::remove);
    inboxes.add(inbox);
    if (closed.get()) {
      inbox.close();
    }
    return inbox;
  }

  /**
   * Opens the sending end of a link. The receiving end must be open: a peer that does not know the
   * run, stage and epoch refuses, and says so.
   *
   * @param deadline how long the peer's answer may take, once connected
   */
  public StageSender sender(InetSocketAddress to, LinkKey key, Duration deadline) {
    PeerConnection peer = connect(to, key);
    RemoteSender sender = new RemoteSender(key, peer, counters, settings.ping());
    protocol.add(peer, sender);
    try {
      if (closed.get()) {
        throw StratalensException.failed(
            null,
            "Cannot open the link for %s because the data port is closed: %s",
            key,
            address());
      }
      sender.open(Deadline.in(deadline));
      return sender;
    } catch (RuntimeException e) {
      protocol.lost(peer, "the link was not opened");
      peer.close();
      throw e;
    }
  }

  private PeerConnection connect(InetSocketAddress to, LinkKey key) {
    String peer = to.getHostString() + ":" + to.getPort();
    try {
      return transport.connect(to.getHostString(), to.getPort());
    } catch (InterruptedException e) {
      throw LinkFailures.interrupted(e, "connect to " + peer);
    } catch (IOException | RuntimeException e) {
      throw StratalensException.failed(
          e, "Cannot connect to %s for %s because %s", peer, key, e.getMessage());
    }
  }

  /** What went through since the port was opened. */
  public LinkCounters counters() {
    return counters;
  }

  /** Frames that wait to be taken, of all receivers. */
  public int queueDepth() {
    return inboxes.depth();
  }

  /** Ends every link and frees the port; twice is fine. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    ClosingSteps closing = new ClosingSteps().step(pulse::close);
    inboxes.all().forEach(inbox -> closing.step(inbox::close));
    protocol.senders().forEach(sender -> closing.step(sender::close));
    closing.step(transport::close).end();
  }
}
