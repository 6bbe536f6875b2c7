package io.stratalens.workers.generate;

import io.stratalens.workers.tokens.TextStream;
import java.util.List;

/** What a row has said, watched for texts that end it. */
final class RowText {
  private final TextStream stream;
  private final List<String> stops;
  private final int longest;
  private final StringBuilder text = new StringBuilder();
  private boolean cut;

  RowText(TextStream stream, List<String> stops) {
    this.stream = stream;
    this.stops = stops;
    this.longest = stops.stream().mapToInt(String::length).max().orElse(0);
  }

  /** Adds a token; whether the text now ends before a stop string. */
  boolean add(int id) {
    append(stream.add(id));
    return cut;
  }

  String finished() {
    if (!cut) {
      append(stream.rest());
    }
    return text.toString();
  }

  private void append(String piece) {
    // A stop string ends in the new piece, so that it begins less than its length before.
    int from = Math.max(0, text.length() - longest + 1);
    text.append(piece);
    int first = -1;
    for (String stop : stops) {
      int at = text.indexOf(stop, from);
      if (at >= 0 && (first < 0 || at < first)) {
        first = at;
      }
    }
    if (first >= 0) {
      text.setLength(first);
      cut = true;
    }
  }
}
