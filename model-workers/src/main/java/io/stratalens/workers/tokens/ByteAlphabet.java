package io.stratalens.workers.tokens;

import java.util.Arrays;

/**
 * The characters that byte-level vocabularies write bytes with: printable Latin-1 stands for
 * itself, the other bytes in their order for the characters from U+0100 on.
 */
final class ByteAlphabet {
  private static final int[] BYTES = bytes();

  private ByteAlphabet() {}

  /** The byte that a character stands for; -1 when it stands for none. */
  static int byteOf(char character) {
    return character < BYTES.length ? BYTES[character] : -1;
  }

  private static int[] bytes() {
    int[] bytes = new int[0x100 + 68];
    Arrays.fill(bytes, -1);
    int next = 0x100;
    for (int value = 0; value < 0x100; value++) {
      bytes[printable(value) ? value : next++] = value;
    }
    return bytes;
  }

  private static boolean printable(int value) {
    return (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
  }
}
