package io.stratalens.jobs.warehouse;

import io.stratalens.jobs.tables.RunId;
import io.stratalens.udfs.error.StratalensException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One process's right to write a run; the system takes it back however the process ends. */
public final class RunLock implements AutoCloseable {
  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  static RunLock take(Path journal, String runId) {
    Path run = journal.resolve(RunId.checked(runId));
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              Files.createDirectories(run).resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock != null) {
        return new RunLock(channel);
      }
      channel.close();
    } catch (IOException e) {
      throw StratalensException.failed(
          e, "Cannot lock the run %s because %s: %s", runId, e.getMessage(), run);
    }
    throw StratalensException.invalid(
        "Cannot write the run because another process is writing it: %s. Wait for that one or"
            + " choose another --run-id.",
        runId);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw StratalensException.failed(e, "Cannot release the lock of a run");
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }
}
