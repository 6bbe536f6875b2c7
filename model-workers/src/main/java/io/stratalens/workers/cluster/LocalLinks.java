package io.stratalens.workers.cluster;

import io.stratalens.workers.link.InJvmLink;
import io.stratalens.workers.link.LinkKey;
import java.util.HashMap;
import java.util.Map;

/** Links between stages of one executor: whichever end comes first makes the link. */
final class LocalLinks implements AutoCloseable {
  private final Map<LinkKey, InJvmLink> links = new HashMap<>();

  LocalLinks() {}

  /** The link of this name; each end asks once. */
  synchronized InJvmLink link(LinkKey key, int slots) {
    InJvmLink other = links.remove(key);
    if (other != null) {
      return other;
    }
    InJvmLink link = new InJvmLink(key, slots);
    links.put(key, link);
    return link;
  }

  /** Ends the links of older epochs. */
  synchronized void endBefore(int epoch) {
    links.entrySet().stream()
        .filter(entry -> entry.getKey().epoch() < epoch)
        .forEach(entry -> entry.getValue().close());
    links.keySet().removeIf(key -> key.epoch() < epoch);
  }

  @Override
  public synchronized void close() {
    links.values().forEach(InJvmLink::close);
    links.clear();
  }
}
