package io.stratalens.jobs.bench;

import io.stratalens.workers.link.DataPort;
import io.stratalens.workers.link.LinkKey;
import io.stratalens.workers.link.StageReceiver;
import io.stratalens.workers.link.StageSender;
import io.stratalens.workers.pipeline.StageLinks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A data port for each stage, as if each were an executor of its own. Used by one thread. */
final class LoopbackPorts implements StageTransport {
  private static final Duration CONNECT = Duration.ofSeconds(30);

  private final List<DataPort> ports = new ArrayList<>();
  private final long frameBytes;
  private int epoch;

  /**
   * @param frameBytes the largest hidden state
   */
  LoopbackPorts(int stages, long frameBytes) {
    this.frameBytes = frameBytes;
    for (int stage = 0; stage < stages; stage++) {
      ports.add(DataPort.onLoopback());
    }
  }

  @Override
  public List<StageLinks> open() {
    List<LinkKey> keys = StageLinks.keys("bench", epoch++, ports.size());
    List<StageReceiver> receivers = new ArrayList<>();
    List<StageSender> senders = new ArrayList<>();
    for (LinkKey key : keys) {
      receivers.add(ports.get(key.stage()).receiver(key, StageLinks.SLOTS, frameBytes));
    }
    for (LinkKey key : keys) {
      senders.add(
          ports.get(key.stage() - 1).sender(ports.get(key.stage()).address(), key, CONNECT));
    }
    return StageLinks.chain(keys, receivers, senders);
  }

  @Override
  public long bytes() {
    return ports.stream().mapToLong(port -> port.counters().bytesOut()).sum();
  }

  @Override
  public void close() {
    ports.forEach(DataPort::close);
  }
}
