package io.stratalens.workers.tokens;

import java.io.ByteArrayOutputStream;

/** How a vocabulary spells bytes and spaces. */
enum Spelling {
  /** GPT-2's: every byte is one printable character, so that {@code Ġ} is a space. */
  BYTE_LEVEL {
    @Override
    String readable(String token) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(token.length());
      for (int i = 0; i < token.length(); i++) {
        int value = ByteAlphabet.byteOf(token.charAt(i));
        if (value < 0) {
          return token;
        }
        bytes.write(value);
      }
      return Utf8.readable(bytes.toByteArray());
    }
  },

  /** SentencePiece's: {@code ▁} is a space and {@code <0x0A>} a byte. */
  METASPACE {
    @Override
    String readable(String token) {
      int value = Utf8.byteNamed(token);
      return value < 0 ? token.replace('\u2581', ' ') : Utf8.readable(new byte[] {(byte) value});
    }
  },

  /** Tokens that are what they say. */
  PLAIN {
    @Override
    String readable(String token) {
      return token;
    }
  };

  abstract String readable(String token);
}
