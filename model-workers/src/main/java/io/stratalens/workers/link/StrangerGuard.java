package io.stratalens.workers.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Cuts a connection off that sends too much, or says too little for too long, before it has been
 * let in. Spark would buffer up to 2 GiB for it and keep it for ever. It stands ahead of
 * authentication and is removed with the first link that is opened.
 */
final class StrangerGuard extends ChannelInboundHandlerAdapter {
  private final long mostBytes;
  private final Duration patience;
  private long bytes;
  private Future<?> timer;

  StrangerGuard(long mostBytes, Duration patience) {
    this.mostBytes = mostBytes;
    this.patience = patience;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    Runnable cut = context::close;
    timer = context.executor().schedule(cut, patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    bytes += ((ByteBuf) message).readableBytes();
    if (bytes > mostBytes) {
      ReferenceCountUtil.release(message);
      context.close();
    } else {
      context.fireChannelRead(message);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    timer.cancel(false);
  }
}
