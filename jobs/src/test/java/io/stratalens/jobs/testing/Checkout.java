package io.stratalens.jobs.testing;

import java.nio.file.Path;

/** Where the real files of the tests lie. */
public final class Checkout {
  private Checkout() {}

  /** The checkout. */
  public static Path root() {
    return Path.of(System.getProperty("stratalens.root")).toAbsolutePath().normalize();
  }

  /** The folder of an embedded model, such as {@code mood-llama}. */
  public static Path model(String name) {
    return root().resolve("data").resolve("models").resolve(name);
  }

  /** A path below the shared folder, which lies beside the checkout unless told otherwise. */
  public static Path shared(String path) {
    String told = System.getProperty("stratalens.shared");
    return (told == null ? root().resolveSibling("shared") : Path.of(told)).resolve(path);
  }
}
