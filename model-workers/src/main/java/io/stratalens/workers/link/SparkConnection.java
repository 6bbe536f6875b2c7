package io.stratalens.workers.link;

import io.netty.channel.ChannelPipeline;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;

/** A connection of Spark's network layer. */
final class SparkConnection implements PeerConnection {
  private final TransportClient client;
  private final String address;
  private volatile long heard = System.nanoTime();

  SparkConnection(TransportClient client, String address) {
    this.client = client;
    this.address = address;
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public CompletableFuture<Reply> ask(ByteBuffer message) {
    Answer answer = new Answer();
    client.sendRpc(message, answer);
    return answer.reply;
  }

  @Override
  public CompletableFuture<Reply> upload(ByteBuffer header, ByteBuffer payload) {
    Answer answer = new Answer();
    client.uploadStream(new NioManagedBuffer(header), new NioManagedBuffer(payload), answer);
    return answer.reply;
  }

  @Override
  public void tell(ByteBuffer message) {
    client.send(message);
  }

  @Override
  public void admit() {
    ChannelPipeline pipeline = client.getChannel().pipeline();
    if (pipeline.get(StrangerGuard.class) != null) {
      pipeline.remove(StrangerGuard.class);
    }
  }

  @Override
  public long heardNanos() {
    return heard;
  }

  @Override
  public void touch() {
    heard = System.nanoTime();
  }

  @Override
  public void closeSoon() {
    client.getChannel().close();
  }

  @Override
  public void close() {
    client.close();
  }

  private final class Answer implements RpcResponseCallback {
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();

    @Override
    public void onSuccess(ByteBuffer response) {
      touch();
      try {
        reply.complete(Reply.decode(response));
      } catch (RuntimeException e) {
        reply.completeExceptionally(e);
      }
    }

    @Override
    public void onFailure(Throwable cause) {
      reply.completeExceptionally(cause);
    }
  }
}
