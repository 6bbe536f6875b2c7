package io.stratalens.workers.tokens;

import io.stratalens.workers.input.InputFile;

/** Where the code points of a text start among its chars. */
final class CodePointIndex {
  private final int[] chars;

  CodePointIndex(String text) {
    int count = text.codePointCount(0, text.length());
    chars = new int[count + 1];
    int at = 0;
    for (int point = 0; point < count; point++) {
      chars[point] = at;
      at += Character.charCount(text.codePointAt(at));
    }
    chars[count] = at;
  }

  /** The char index of a code point's index; the text's length for the one behind the last. */
  int charOf(int point) {
    return chars[point];
  }

  /** Refuses half a surrogate pair, which has no UTF-8 and so no tokens. */
  static void requireUnicode(String text) {
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      if (Character.getType(point) == Character.SURROGATE) {
        throw InputFile.refused(
            "a text",
            "Correct the text.",
            "half a surrogate pair, which is not Unicode, is its char %d: U+%04X",
            at,
            point);
      }
      at += Character.charCount(point);
    }
  }
}
