package io.stratalens.jobs.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The command lines of all processes of this machine, read again and again until it is closed. */
public final class CommandLines implements AutoCloseable {
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Thread reader = new Thread(this::read, "command-lines");

  private CommandLines() {}

  /** Begins to look. */
  public static CommandLines watch() {
    CommandLines lines = new CommandLines();
    lines.reader.setDaemon(true);
    lines.reader.start();
    return lines;
  }

  /** All of them so far. */
  public Set<String> seen() {
    return seen;
  }

  private void read() {
    try {
      while (true) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
          processes.map(process -> process.resolve("cmdline")).forEach(this::add);
        }
        Thread.sleep(200);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void add(Path file) {
    try {
      seen.add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replace('\0', ' '));
    } catch (IOException e) {
      // no process, or one that has ended
    }
  }

  @Override
  public void close() {
    reader.interrupt();
  }
}
