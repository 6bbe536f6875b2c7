package io.stratalens.workers.host;

import io.stratalens.workers.engine.ProcMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The most memory that this process had resident since a moment, as Linux counts it. */
public final class PeakMemory {
  private static final Path RESET = Path.of("/proc/self/clear_refs");

  private final long before;

  private PeakMemory(long before) {
    this.before = before;
  }

  /** Begins to count from what is resident now. */
  public static PeakMemory start() {
    try {
      Files.writeString(RESET, "5");
    } catch (IOException e) {
      throw new UncheckedIOException("only Linux counts the peak anew", e);
    }
    return new PeakMemory(resident());
  }

  /** The same where the system counts, and nothing where it does not. */
  static Optional<PeakMemory> startIfCounted() {
    try {
      return Optional.of(start());
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /**
   * Bytes beyond those at the start, or what was held for certain where that is more: memory that
   * the process had freed but kept does not count anew.
   */
  public long atLeast(long held) {
    return Math.max(held, ProcMemory.ofProcess("VmHWM").orElse(before) - before);
  }

  /** Bytes that this process has resident now; 0 where the system does not count them. */
  public static long resident() {
    return ProcMemory.ofProcess("VmRSS").orElse(0);
  }
}
