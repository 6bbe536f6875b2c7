package io.stratalens.jobs.warehouse;

import io.stratalens.jobs.tables.RunId;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.FileReason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** One process's right to write a run; the system takes it back however the process ends. */
public final class RunLock implements AutoCloseable {
  private static final long LOOK_MILLIS = 200;
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path run;
  private final FileChannel channel;

  private RunLock(Path run, FileChannel channel) {
    this.run = run;
    this.channel = channel;
  }

  static RunLock take(Path journal, String runId, Duration patience, Consumer<String> progress) {
    return tryTake(journal, runId, patience, progress)
        .orElseThrow(
            () ->
                StratalensException.invalid(
                    "Cannot write the run because it is being written already: %s. Wait until that has"
                        + " ended or, where --run-id gave the id, give another one.",
                    runId));
  }

  /** Waits as long as patience lasts, and tells progress when there is something to wait for. */
  static Optional<RunLock> tryTake(
      Path journal, String runId, Duration patience, Consumer<String> progress) {
    Path run = journal.resolve(RunId.checked(runId));
    try {
      Files.createDirectories(run);
      Optional<RunLock> lock = attempt(run);
      if (lock.isEmpty() && !patience.isZero()) {
        progress.accept("Run " + runId + " is being written already: waiting for it");
        lock = await(run, patience);
      }
      return lock;
    } catch (IOException e) {
      throw StratalensException.failed(
          e, "Cannot lock the run %s in %s because %s", runId, run, FileReason.of(e));
    }
  }

  /**
   * Removes entries of the journal that a writer which was killed left half written. The lock's own
   * file stays: another process may have opened it and be about to lock it.
   */
  public void removeTornEntries() {
    try (DirectoryStream<Path> torn = Files.newDirectoryStream(run, "*.tmp")) {
      for (Path file : torn) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw StratalensException.failed(
          e, "Cannot remove what is torn in the journal %s because %s", run, FileReason.of(e));
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw StratalensException.failed(
          e, "Cannot release the lock of the run %s because %s", run, FileReason.of(e));
    } finally {
      HELD.remove(run);
    }
  }

  private static Optional<RunLock> await(Path run, Duration patience) throws IOException {
    long start = System.nanoTime();
    Optional<RunLock> lock = Optional.empty();
    while (lock.isEmpty() && System.nanoTime() - start < patience.toNanos()) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw StratalensException.failed(e, "Cannot wait for a run because of an interrupt");
      }
      lock = attempt(run);
    }
    return lock;
  }

  /**
   * Looks at what this process holds before it opens the file: to close any channel on a file gives
   * up every lock of the process on it.
   */
  private static Optional<RunLock> attempt(Path run) throws IOException {
    Path real = run.toRealPath();
    if (!HELD.add(real)) {
      return Optional.empty();
    }
    RunLock lock = null;
    try {
      lock = locked(real);
      return Optional.ofNullable(lock);
    } finally {
      if (lock == null) {
        HELD.remove(real);
      }
    }
  }

  /** Null where another process has the lock. */
  private static RunLock locked(Path run) throws IOException {
    FileChannel channel =
        FileChannel.open(run.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      taken = channel.tryLock() != null;
      return taken ? new RunLock(run, channel) : null;
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }
}
