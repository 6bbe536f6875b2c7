package io.stratalens.workers.link;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a data port does with what its peers say. */
final class PortProtocol implements PeerEvents {
  private final Inboxes inboxes;
  private final LinkCounters counters;
  private final long mostBytes;
  private final Map<PeerConnection, Inbox> incoming = new ConcurrentHashMap<>();
  private final Map<PeerConnection, RemoteSender> outgoing = new ConcurrentHashMap<>();

  PortProtocol(Inboxes inboxes, LinkCounters counters, long mostBytes) {
    this.inboxes = inboxes;
    this.counters = counters;
    this.mostBytes = mostBytes;
  }

  void add(PeerConnection peer, RemoteSender sender) {
    outgoing.put(peer, sender);
  }

  List<RemoteSender> senders() {
    return new ArrayList<>(outgoing.values());
  }

  /** Peers that send to this port or are sent to. */
  List<PeerConnection> peers() {
    List<PeerConnection> peers = new ArrayList<>(outgoing.keySet());
    peers.addAll(incoming.keySet());
    return peers;
  }

  boolean sendsTo(PeerConnection peer) {
    return outgoing.containsKey(peer);
  }

  @Override
  public Reply asked(PeerConnection peer, ByteBuffer bytes) {
    Message message = Message.decode(bytes);
    if (message instanceof Message.Open open) {
      return open(peer, open.key());
    }
    if (message instanceof Message.Close) {
      Inbox inbox = incoming.remove(peer);
      if (inbox != null) {
        inbox.detach(peer);
      }
    } else if (message instanceof Message.Fail fail) {
      lost(peer, "its sender gave up: " + fail.reason());
    }
    return Reply.done();
  }

  private Reply open(PeerConnection peer, LinkKey key) {
    if (incoming.containsKey(peer)) {
      throw new IllegalStateException("a second link over one connection: " + key);
    }
    try {
      Inbox inbox = inboxes.find(key);
      Reply reply = inbox.attach(peer);
      incoming.put(peer, inbox);
      peer.admit();
      return reply;
    } catch (Refusal e) {
      counters.refusedOne();
      return Reply.refused(e.getMessage());
    }
  }

  @Override
  public void told(PeerConnection peer, ByteBuffer bytes) {
    RemoteSender sender = outgoing.get(peer);
    if (sender != null) {
      sender.told(Message.decode(bytes));
    }
  }

  @Override
  public FrameSink uploading(PeerConnection peer, ByteBuffer bytes) {
    try {
      Inbox inbox = incoming.get(peer);
      if (inbox == null) {
        throw new IllegalStateException("a frame without a link");
      }
      FrameHeader header = FrameHeader.decode(bytes);
      try {
        return inbox.begin(header);
      } catch (Refusal e) {
        counters.refusedOne();
        return new RefusedFrame(header, mostBytes, e.getMessage());
      }
    } catch (RuntimeException e) {
      counters.refusedOne();
      throw e;
    }
  }

  @Override
  public void gone(PeerConnection peer) {
    lost(peer, "the connection was lost: " + peer.address());
  }

  /** Ends what a peer takes part in, at once. */
  void lost(PeerConnection peer, String reason) {
    RemoteSender sender = outgoing.remove(peer);
    if (sender != null) {
      sender.lost(reason);
    }
    Inbox inbox = incoming.remove(peer);
    if (inbox != null) {
      inbox.lost(peer, reason);
    }
  }
}
