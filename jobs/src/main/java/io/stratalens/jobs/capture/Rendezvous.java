package io.stratalens.jobs.capture;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.cluster.LocalStage;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** Where every stage of a wave is, as its tasks tell each other in the barrier. */
final class Rendezvous {
  private static final String SPARE = "-";

  /** A stage of one of the wave's pipelines. */
  private record Place(int replica, int stage) {}

  private final Map<Place, InetSocketAddress> places = new HashMap<>();

  private Rendezvous() {}

  /** What a task says: its stage and where that is reached; null for a spare. */
  static String message(LocalStage stage, InetSocketAddress address) {
    return stage == null
        ? SPARE
        : String.join(
            " ",
            String.valueOf(stage.assignment().replica()),
            String.valueOf(stage.assignment().stage()),
            address.getHostString(),
            String.valueOf(address.getPort()));
  }

  /** Reads what all tasks said; every stage of every pipeline must be there once. */
  static Rendezvous of(String[] messages, int stages, int replicas) {
    Rendezvous rendezvous = new Rendezvous();
    for (String message : messages) {
      if (!message.equals(SPARE)) {
        String[] words = message.split(" ", -1);
        Place place = new Place(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
        InetSocketAddress address =
            InetSocketAddress.createUnresolved(words[2], Integer.parseInt(words[3]));
        if (rendezvous.places.put(place, address) != null) {
          throw broken("stage %d of pipeline %d is there twice", place);
        }
      }
    }
    for (int replica = 0; replica < replicas; replica++) {
      for (int stage = 0; stage < stages; stage++) {
        Place place = new Place(replica, stage);
        if (!rendezvous.places.containsKey(place)) {
          throw broken("no task came to stage %d of pipeline %d", place);
        }
      }
    }
    return rendezvous;
  }

  InetSocketAddress address(int replica, int stage) {
    return places.get(new Place(replica, stage));
  }

  private static StratalensException broken(String what, Place place) {
    return StratalensException.failed(
        null, "Cannot begin the chunk because " + what, place.stage(), place.replica());
  }
}
