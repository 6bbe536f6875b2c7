package io.stratalens.workers.pipeline;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A stage that hangs, for tests of what becomes of it: as soon as the file that the system property
 * {@code stratalens.test.hang} names is there, one stage takes it away and stands still for ever,
 * deaf to interrupts as native code is.
 */
final class Hang {
  private static final String FILE = Settings.HANG.find(System::getProperty).orElse(null);

  private Hang() {}

  static void whenAsked() {
    try {
      if (FILE != null && Files.deleteIfExists(Path.of(FILE))) {
        for (; ; ) {
          LockSupport.park();
          Thread.interrupted();
        }
      }
    } catch (IOException e) {
      throw StratalensException.failed(e, "Cannot hang as asked: %s", FILE);
    }
  }
}
