package io.stratalens.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A stock Spark distribution as pip installs it, in a virtual environment of its own. */
public final class Pyspark {
  private static final String PACKAGE = "pyspark==4.2.0";
  private static final long MINUTES = 10;

  private Pyspark() {}

  /** Its SPARK_HOME: what -Dstratalens.pyspark names, else one below target/, installed once. */
  public static Path home() {
    String told = System.getProperty("stratalens.pyspark", "");
    if (!told.isEmpty()) {
      return Path.of(told);
    }
    Path environment = Checkout.root().resolve("target").resolve("pyspark-4.2.0");
    Path whole = environment.resolve("installed");
    if (Files.notExists(whole)) {
      run("python3", "-m", "venv", "--clear", environment.toString());
      run(environment.resolve("bin/pip").toString(), "install", "--quiet", PACKAGE);
      mark(whole);
    }
    return in(environment.resolve("lib"));
  }

  private static Path in(Path lib) {
    try (Stream<Path> pythons = Files.list(lib)) {
      return pythons
          .map(python -> python.resolve("site-packages/pyspark"))
          .filter(Files::isDirectory)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("There is no pyspark below " + lib));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void mark(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(String... command) {
    try {
      Process process = new ProcessBuilder(List.of(command)).inheritIO().start();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException("This failed: " + String.join(" ", command));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
