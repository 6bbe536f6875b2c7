package io.stratalens.jobs.picture;

import java.util.ArrayList;
import java.util.List;

/** Cuts texts into lines that fit: SVG wraps none, and what is wider than its picture is lost. */
final class TextLines {
  // Nobody knows the reader's font: this is DejaVu Sans, among the widest of what system-ui may be.
  private static final double LETTER = 0.62;
  private static final double IDEOGRAPH = 1;
  private static final int FIRST_WIDE = 0x1100;

  private TextLines() {}

  /**
   * The lines of a text, broken between words, and within those that are wider than a line.
   *
   * @param size of the font
   * @param width in the units of the size
   */
  static List<String> of(String text, int size, double width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      String behind = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && width(behind, size) > width) {
        lines.add(line.toString());
        behind = word;
      }
      line.setLength(0);
      line.append(behind);
      while (width(line, size) > width && fitting(line, size, width) < line.length()) {
        int fits = fitting(line, size, width);
        lines.add(line.substring(0, fits));
        line.delete(0, fits);
      }
    }
    lines.add(line.toString());
    return lines;
  }

  /** How many chars of a word fit into a line; at least its first letter. */
  private static int fitting(CharSequence word, int size, double width) {
    int end = Character.charCount(Character.codePointAt(word, 0));
    while (end < word.length()) {
      int next = end + Character.charCount(Character.codePointAt(word, end));
      if (width(word.subSequence(0, next), size) > width) {
        return end;
      }
      end = next;
    }
    return end;
  }

  private static double width(CharSequence text, int size) {
    return size
        * text.codePoints().mapToDouble(letter -> letter < FIRST_WIDE ? LETTER : IDEOGRAPH).sum();
  }
}
