package io.stratalens.workers.tokens;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** UTF-8 of which some bytes may be missing. */
final class Utf8 {
  private Utf8() {}

  static String readable(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < bytes.length) {
      String character = character(bytes, at);
      if (character.isEmpty()) {
        text.append(String.format(Locale.ROOT, "<0x%02X>", bytes[at]));
        at++;
      } else {
        text.append(character);
        at += character.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return text.toString();
  }

  /** The character that starts here; empty when these bytes are none. */
  private static String character(byte[] bytes, int at) {
    for (int length = 1; length <= Math.min(4, bytes.length - at); length++) {
      String decoded = new String(bytes, at, length, StandardCharsets.UTF_8);
      // Broken bytes decode to a replacement, whose own bytes are others.
      if (decoded.codePointCount(0, decoded.length()) == 1
          && Arrays.equals(
              decoded.getBytes(StandardCharsets.UTF_8),
              Arrays.copyOfRange(bytes, at, at + length))) {
        return decoded;
      }
    }
    return "";
  }

  /** The value of a token such as {@code <0x0A>}; -1 for any other. */
  static int byteNamed(String token) {
    return token.matches("<0x[0-9A-F]{2}>") ? Integer.parseInt(token.substring(3, 5), 16) : -1;
  }
}
