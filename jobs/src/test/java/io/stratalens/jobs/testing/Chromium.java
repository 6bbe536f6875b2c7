package io.stratalens.jobs.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Opens a page in headless Chromium and gives back the document as the browser then holds it. */
public final class Chromium {
  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/bin/chromium"),
          Path.of("/usr/bin/chromium-browser"),
          Path.of("/usr/bin/google-chrome"));
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path program;
  private final Path scratch;

  private Chromium(Path program, Path scratch) {
    this.program = program;
    this.scratch = scratch;
  }

  /** The machine's Chromium, keeping its profiles under a scratch folder. */
  public static Chromium find(Path scratch) {
    return PLACES.stream()
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new Chromium(program, scratch))
        .orElseThrow(
            () ->
                new AssertionError(
                    "Cannot open pages because Chromium is at none of "
                        + PLACES
                        + "; install the package chromium, or leave -Pfull out."));
  }

  /**
   * The document's HTML after its scripts have run.
   *
   * @param fragment what follows the # of the address; empty for none
   */
  public String documentOf(Path page, String fragment) throws IOException, InterruptedException {
    return run(page, fragment, "--dump-dom");
  }

  private String run(Path page, String fragment, String action)
      throws IOException, InterruptedException {
    Path profile = Files.createTempDirectory(scratch, "chromium-");
    Path output = profile.resolve("stdout");
    Path errors = profile.resolve("stderr");
    Process process =
        new ProcessBuilder(command(page, fragment, action, profile))
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError("Chromium failed on " + page + ": " + Files.readString(errors));
      }
      return Files.readString(output, StandardCharsets.UTF_8);
    } finally {
      end(process);
    }
  }

  private List<String> command(Path page, String fragment, String action, Path profile) {
    URI address = page.toAbsolutePath().toUri();
    return List.of(
        program.toString(),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile.resolve("profile"),
        "--virtual-time-budget=20000",
        action,
        fragment.isEmpty() ? address.toString() : address + "#" + fragment);
  }

  /** A browser that hangs leaves children, which would keep their profile busy. */
  private static void end(Process process) {
    try (Stream<ProcessHandle> children = process.descendants()) {
      children.forEach(ProcessHandle::destroyForcibly);
    }
    process.destroyForcibly();
  }
}
