package io.stratalens.workers.parity;

import io.stratalens.workers.selection.Site;
import java.util.stream.IntStream;

/** One steered forward of a reference: the site, and whether the last or all positions change. */
record SteeredCase(Site site, String where) {
  String name() {
    return "steer." + site.label() + "." + where;
  }

  String tensor() {
    return name() + ".logits";
  }

  int[] positions(int tokens) {
    return where.equals("last") ? new int[] {tokens - 1} : IntStream.range(0, tokens).toArray();
  }
}
