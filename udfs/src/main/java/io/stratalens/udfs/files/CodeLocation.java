package io.stratalens.udfs.files;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where code was loaded from. */
public final class CodeLocation {
  private CodeLocation() {}

  /** The jar or folder of a class. */
  public static Path of(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
