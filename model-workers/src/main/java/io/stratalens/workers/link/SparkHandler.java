package io.stratalens.workers.link;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;

/** Hands what Spark's network layer receives to {@link PeerEvents}. */
final class SparkHandler extends RpcHandler {
  private final PeerEvents events;
  // Required, and empty: nothing can be fetched from a data port.
  private final StreamManager nothing = new OneForOneStreamManager();
  private final Map<TransportClient, SparkConnection> connections = new ConcurrentHashMap<>();

  SparkHandler(PeerEvents events) {
    this.events = events;
  }

  /** The connection of a client; the same one for the same client. */
  SparkConnection connection(TransportClient client) {
    return connections.computeIfAbsent(
        client, unknown -> new SparkConnection(unknown, address(unknown.getSocketAddress())));
  }

  private static String address(SocketAddress address) {
    return address instanceof InetSocketAddress internet
        ? internet.getHostString() + ":" + internet.getPort()
        : "a closed connection";
  }

  void closeAllSoon() {
    connections.values().forEach(SparkConnection::closeSoon);
  }

  private SparkConnection heard(TransportClient client) {
    SparkConnection peer = connection(client);
    peer.touch();
    return peer;
  }

  @Override
  public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
    SparkConnection peer = heard(client);
    Reply reply;
    try {
      reply = events.asked(peer, message);
    } catch (RuntimeException e) {
      callback.onFailure(e);
      peer.closeSoon();
      return;
    }
    callback.onSuccess(reply.encode());
  }

  @Override
  public void receive(TransportClient client, ByteBuffer message) {
    SparkConnection peer = heard(client);
    try {
      events.told(peer, message);
    } catch (RuntimeException e) {
      peer.closeSoon();
    }
  }

  @Override
  public StreamCallbackWithID receiveStream(
      TransportClient client, ByteBuffer header, RpcResponseCallback callback) {
    SparkConnection peer = heard(client);
    return new Upload(peer, events.uploading(peer, header));
  }

  @Override
  public void channelInactive(TransportClient client) {
    SparkConnection peer = connections.remove(client);
    if (peer != null) {
      events.gone(peer);
    }
  }

  @Override
  public StreamManager getStreamManager() {
    return nothing;
  }

  private static final class Upload implements StreamCallbackWithID {
    private final SparkConnection peer;
    private final FrameSink sink;
    private Reply reply;

    Upload(SparkConnection peer, FrameSink sink) {
      this.peer = peer;
      this.sink = sink;
    }

    @Override
    public String getID() {
      return "frame";
    }

    @Override
    public void onData(String id, ByteBuffer piece) {
      peer.touch();
      sink.accept(piece);
    }

    @Override
    public void onComplete(String id) {
      reply = sink.complete();
    }

    @Override
    public ByteBuffer getCompletionResponse() {
      return reply.encode();
    }

    @Override
    public void onFailure(String id, Throwable cause) {
      sink.abandon();
    }
  }
}
