package io.stratalens.workers.tokens;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Turns ids into text one by one. A character of several tokens appears with the last of them, what
 * stands before it at once, and what was returned never changes.
 */
public final class TextStream {
  /** Enough for a tokenizer to see what it joins to. */
  private static final int CONTEXT = 6;

  private static final char BROKEN = '\uFFFD';

  private final Function<long[], String> decoder;
  private long[] ids;
  private int settled;
  private int told; // characters of the ids that are not settled

  TextStream(Function<long[], String> decoder, int[] before) {
    this.decoder = decoder;
    this.ids =
        Arrays.stream(before, Math.max(0, before.length - CONTEXT), before.length)
            .asLongStream()
            .toArray();
    this.settled = ids.length;
  }

  /** The text that this id completes, often that of the id itself; may be empty. */
  public String add(int id) {
    ids = Arrays.copyOf(ids, ids.length + 1);
    ids[ids.length - 1] = id;
    String text = decoder.apply(ids);
    int before = known().length() + told;
    int whole = whole(text);
    if (whole <= before) {
      return "";
    }
    told += whole - before;
    if (whole == text.length()) {
      ids = Arrays.copyOfRange(ids, Math.max(0, settled - CONTEXT), ids.length);
      settled = ids.length;
      told = 0;
    }
    return text.substring(before, whole);
  }

  /** What is left at the end: characters that were never completed. */
  public String rest() {
    String text = decoder.apply(ids);
    return text.substring(Math.min(text.length(), known().length() + told));
  }

  // Of characters that began before the first id only what they became counts.
  private String known() {
    String text = decoder.apply(Arrays.copyOf(ids, settled));
    return text.substring(0, whole(text));
  }

  private static int whole(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == BROKEN) {
      end--;
    }
    return end;
  }
}
