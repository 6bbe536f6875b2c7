package io.stratalens.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Hugging Face cache with an embedded model. */
public final class TestHub {
  /** The model's name in it. */
  public static final String MODEL = "stratalens/mood-llama";

  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private TestHub() {}

  /** The cache in this folder, made by the first call. */
  public static Path in(Path folder) {
    Path hub = folder.resolve("hub");
    Path repository = hub.resolve("models--" + MODEL.replace("/", "--"));
    try {
      if (Files.notExists(hub)) {
        Files.createDirectories(repository.resolve("refs"));
        Files.writeString(repository.resolve("refs/main"), COMMIT);
        Files.createDirectories(repository.resolve("snapshots"));
        Files.createSymbolicLink(
            repository.resolve("snapshots").resolve(COMMIT), Checkout.model("mood-llama"));
      }
      return hub;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
