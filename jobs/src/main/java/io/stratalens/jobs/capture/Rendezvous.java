package io.stratalens.jobs.capture;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.cluster.StageAddress;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Where every stage of a wave is, as the driver knows from the workers. Spark's own barrier would
 * tell it too, but looks only once a second whether all tasks have come (BarrierTaskContext sleeps
 * that long), which is as much as the rest of a small chunk.
 */
record Rendezvous(ArrayList<StageAddress> addresses) implements Serializable {
  static Rendezvous of(List<StageAddress> addresses) {
    return new Rendezvous(new ArrayList<>(addresses));
  }

  InetSocketAddress address(int replica, int stage) {
    return addresses.stream()
        .filter(one -> one.replica() == replica && one.stage() == stage)
        .findFirst()
        .map(one -> InetSocketAddress.createUnresolved(one.host(), one.port()))
        .orElseThrow(
            () ->
                StratalensException.failed(
                    null,
                    "Cannot begin the chunk because nobody hosts stage %d of pipeline %d",
                    stage,
                    replica));
  }
}
