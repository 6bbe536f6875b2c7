package io.stratalens.jobs.bench;

import java.util.ArrayList;
import java.util.List;

/** What a measured capture keeps, and where it goes. */
record CaptureWay(KeptSites kept, Sink to) {
  /** Where captured batches go. */
  enum Sink {
    NOWHERE("-"),
    MEMORY("memory"),
    DELTA("Delta"),
    /** Rows that are there already, by Spark's own writer of Delta. */
    SPARK("Spark");

    private final String label;

    Sink(String label) {
      this.label = label;
    }

    /** For people. */
    String label() {
      return label;
    }
  }

  static final CaptureWay NONE = new CaptureWay(KeptSites.NOTHING, Sink.NOWHERE);
  static final CaptureWay MOST_TO_MEMORY = new CaptureWay(KeptSites.THREE_SITES, Sink.MEMORY);
  static final CaptureWay MOST_TO_DELTA = new CaptureWay(KeptSites.THREE_SITES, Sink.DELTA);
  static final CaptureWay SPARKS_OWN = new CaptureWay(KeptSites.THREE_SITES, Sink.SPARK);

  /** Nothing, and everything else to memory and to Delta. */
  static List<CaptureWay> all() {
    List<CaptureWay> ways = new ArrayList<>();
    ways.add(NONE);
    for (KeptSites kept : KeptSites.values()) {
      if (kept != KeptSites.NOTHING) {
        ways.add(new CaptureWay(kept, Sink.MEMORY));
        ways.add(new CaptureWay(kept, Sink.DELTA));
      }
    }
    return ways;
  }
}
