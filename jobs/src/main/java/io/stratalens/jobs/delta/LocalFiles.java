package io.stratalens.jobs.delta;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Data files where a power cut can still lose them: on a local or mounted file system. */
final class LocalFiles {
  private LocalFiles() {}

  /** Has the disk hold what was written, folder entries included, before a journal tells of it. */
  static void flush(TableTarget target, WrittenFile file) throws IOException {
    Optional<Path> path = target.local(file);
    if (path.isPresent()) {
      flush(path.get(), StandardOpenOption.WRITE);
      flush(path.get().getParent(), StandardOpenOption.READ);
    }
  }

  /** Has the disk hold a file; a folder's entries outlive a power cut only so. */
  static void flush(Path path, StandardOpenOption access) throws IOException {
    try (FileChannel channel = FileChannel.open(path, access)) {
      channel.force(true);
    }
  }

  /** The first file that is not there in its recorded size. */
  static Optional<Path> damaged(TableTarget target, FileFacts facts) throws IOException {
    for (WrittenFile file : facts.files()) {
      Optional<Path> path = target.local(file);
      if (path.isPresent() && size(path.get()) != file.size()) {
        return path;
      }
    }
    return Optional.empty();
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return -1;
    }
  }
}
