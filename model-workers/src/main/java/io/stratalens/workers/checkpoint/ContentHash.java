package io.stratalens.workers.checkpoint;

import io.stratalens.workers.input.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 in hexadecimal digits. */
public final class ContentHash {
  private static final int BLOCK = 1 << 20;

  private ContentHash() {}

  /** Over the bytes of several files, one after the other. */
  public static String of(List<Path> files) {
    MessageDigest digest = sha256();
    byte[] block = new byte[BLOCK];
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        for (int read = in.read(block); read >= 0; read = in.read(block)) {
          digest.update(block, 0, read);
        }
      } catch (IOException e) {
        throw InputFile.unreadable(file, e);
      }
    }
    return text(digest);
  }

  /** Over these bytes. */
  public static String of(byte[] bytes) {
    MessageDigest digest = sha256();
    digest.update(bytes);
    return text(digest);
  }

  /** Of what a digest was given; it begins anew then. */
  public static String text(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** One that was given nothing yet. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
