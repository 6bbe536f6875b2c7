package io.stratalens.jobs.vectors;

import io.stratalens.workers.checkpoint.ContentHash;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Names made of contents: the first digits of a SHA-256. */
public final class Hash {
  private static final int DIGITS = 32;

  private Hash() {}

  /** 32 hexadecimal digits of texts, in which none runs over into the next. */
  public static String of(List<String> texts) {
    StringBuilder content = new StringBuilder();
    texts.forEach(text -> content.append(text.length()).append(':').append(text));
    return of(content.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** 32 hexadecimal digits of bytes. */
  public static String of(byte[] content) {
    return ContentHash.of(content).substring(0, DIGITS);
  }
}
