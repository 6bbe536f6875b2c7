package io.stratalens.workers.link;

import java.util.LinkedHashSet;
import java.util.Set;

/** Which frames a link takes: its own, no larger than its slots, each once. */
final class FrameCheck {
  // A repeated frame comes from a repeated send or a second sender, so it follows soon after.
  private static final int REMEMBERED = 4096;

  private record Place(int chunk, int microbatch, int step) {}

  private final LinkKey key;
  private final long mostBytes;
  private final Set<Place> seen = new LinkedHashSet<>();

  FrameCheck(LinkKey key, long mostBytes) {
    this.key = key;
    this.mostBytes = mostBytes;
  }

  /** Whether the frame is of this link and fits a slot. */
  void fits(FrameHeader header) throws Refusal {
    if (!header.to().equals(key)) {
      throw new Refusal("the link is for " + key);
    }
    if (header.payloadBytes() > mostBytes) {
      throw new Refusal(
          "its %d bytes are over the %d of a slot".formatted(header.payloadBytes(), mostBytes));
    }
  }

  /** Accepts a frame, so that the same one is refused from now on. */
  synchronized void accept(FrameHeader header) throws Refusal {
    fits(header);
    if (!seen.add(new Place(header.chunk(), header.microbatch(), header.step()))) {
      throw new Refusal("it was received before");
    }
    if (seen.size() > REMEMBERED) {
      seen.remove(seen.iterator().next());
    }
  }
}
