package io.stratalens.jobs.delta;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stratalens.jobs.tables.RunId;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.FileReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Facts of chunks whose commits have begun and not ended: one file each, whole or not there. A
 * chunk has one entry at a time, and the first one stays.
 */
final class ChunkJournal {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUFFIX = ".json";

  private final Path folder;

  /** A journal with a folder per run under this one. */
  ChunkJournal(Path folder) {
    this.folder = folder;
  }

  /** Writes the facts unless the chunk has an entry, and answers the facts of its entry. */
  ChunkFacts enter(ChunkFacts facts) {
    Path file = file(facts);
    try {
      if (Files.exists(file)) {
        return read(file);
      }
      Path run = Files.createDirectories(run(facts.runId()));
      Path whole = run.resolve(file.getFileName() + ".tmp");
      writeThrough(whole, JSON.writeValueAsBytes(facts));
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
      // A rename outlives a power cut only once its folder is on the disk.
      LocalFiles.flush(run, StandardOpenOption.READ);
      return facts;
    } catch (IOException e) {
      throw StratalensException.failed(
          e,
          "Cannot write the journal because %s. Mend that and run the same again: what is committed"
              + " is kept.",
          FileReason.of(e));
    }
  }

  /** The run's entries by the numbers of their chunks. */
  List<ChunkFacts> pending(String runId) {
    List<ChunkFacts> found = new ArrayList<>();
    Path run = run(runId);
    if (Files.isDirectory(run)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(run, "*" + SUFFIX)) {
        for (Path file : files) {
          found.add(read(file));
        }
      } catch (IOException e) {
        throw StratalensException.failed(
            e, "Cannot read the journal %s because %s", run, FileReason.of(e));
      }
    }
    found.sort(Comparator.comparingInt(ChunkFacts::chunk));
    return found;
  }

  void remove(ChunkFacts facts) {
    try {
      Files.deleteIfExists(file(facts));
    } catch (IOException e) {
      throw StratalensException.failed(
          e,
          "Cannot remove a committed entry of the journal because %s. Mend that and run the same"
              + " again: what is committed is kept.",
          FileReason.of(e));
    }
  }

  private static ChunkFacts read(Path file) throws IOException {
    try {
      return JSON.readValue(Files.readAllBytes(file), ChunkFacts.class);
    } catch (JacksonException e) {
      throw StratalensException.failed(
          e,
          "Cannot read the journal because it does not hold a chunk's facts: %s. Remove that file"
              + " to have the chunk computed again.",
          file);
    }
  }

  private Path run(String runId) {
    return folder.resolve(RunId.checked(runId));
  }

  private Path file(ChunkFacts facts) {
    return run(facts.runId()).resolve(facts.chunk() + SUFFIX);
  }

  private static void writeThrough(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }
}
