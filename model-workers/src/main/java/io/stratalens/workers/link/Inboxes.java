package io.stratalens.workers.link;

import io.stratalens.udfs.error.StratalensException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The open inboxes; of one run and stage the newest epoch only. */
final class Inboxes {
  private record Place(String run, int stage) {
    static Place of(LinkKey key) {
      return new Place(key.run(), key.stage());
    }
  }

  private final Map<Place, Inbox> open = new HashMap<>();

  /** Adds an inbox; one of an older epoch ends, an equal or newer one is an error. */
  void add(Inbox inbox) {
    LinkKey key = inbox.key();
    Inbox before;
    synchronized (this) {
      before = open.get(Place.of(key));
      if (before != null && before.key().epoch() >= key.epoch()) {
        throw StratalensException.failed(
            null, "Cannot receive for %s because it has one already: %s", key, before.key());
      }
      open.put(Place.of(key), inbox);
    }
    if (before != null) {
      before.fail("its epoch is over: epoch " + key.epoch() + " began");
    }
  }

  /** Forgets an inbox, unless a newer one has its place. */
  synchronized void remove(Inbox inbox) {
    open.remove(Place.of(inbox.key()), inbox);
  }

  /** The inbox of a key, or why there is none. */
  synchronized Inbox find(LinkKey key) throws Refusal {
    Inbox inbox = open.get(Place.of(key));
    if (inbox == null) {
      throw new Refusal("nothing is received here for " + key);
    }
    int current = inbox.key().epoch();
    if (key.epoch() < current) {
      throw new Refusal("the epoch of %s is over: epoch %d began".formatted(key, current));
    }
    if (key.epoch() > current) {
      throw new Refusal("the epoch of %s has not begun: this is %d".formatted(key, current));
    }
    return inbox;
  }

  synchronized List<Inbox> all() {
    return new ArrayList<>(open.values());
  }

  synchronized int depth() {
    return open.values().stream().mapToInt(Inbox::depth).sum();
  }
}
