package io.stratalens.workers.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What Linux counts of memory. */
public final class ProcMemory {
  private static final Path PROCESS = Path.of("/proc/self/status");
  private static final Path SYSTEM = Path.of("/proc/meminfo");

  private ProcMemory() {}

  /** Bytes of this process, such as {@code VmRSS}; empty where the system does not count them. */
  public static OptionalLong ofProcess(String field) {
    return bytes(PROCESS, field);
  }

  /** Bytes of the machine, such as {@code MemAvailable}; empty where it does not count them. */
  static OptionalLong ofMachine(String field) {
    return bytes(SYSTEM, field);
  }

  private static OptionalLong bytes(Path file, String field) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(field + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
