package io.stratalens.jobs.bench;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.FileReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** How fast bytes that do not shrink get onto the disk of a folder. */
final class DiskSpeed {
  private static final int PIECE = 1 << 22;
  private static final int PIECES = 64;
  private static final int ROUNDS = 3;

  private DiskSpeed() {}

  /**
   * Bytes a second of a file of 256 MiB that is written and flushed, the median of three.
   *
   * @param folder the file's; where it is not there yet, the nearest one above it
   */
  static double bytesPerSecond(Path folder) {
    Path there =
        Stream.iterate(folder.toAbsolutePath(), path -> path != null, Path::getParent)
            .filter(Files::isDirectory)
            .findFirst()
            .orElseThrow();
    byte[] piece = new byte[PIECE];
    new Random(3).nextBytes(piece);
    List<Double> rates = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      rates.add(rate(there, piece));
    }
    return Medians.of(rates);
  }

  private static double rate(Path folder, byte[] piece) {
    try {
      Path file = Files.createTempFile(folder, ".stratalens-bench", null);
      file.toFile().deleteOnExit(); // a signal may come in between
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        long start = System.nanoTime();
        for (int i = 0; i < PIECES; i++) {
          ByteBuffer bytes = ByteBuffer.wrap(piece);
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        }
        channel.force(true);
        return (double) PIECE * PIECES / ((System.nanoTime() - start) / 1e9);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw StratalensException.failed(
          e,
          "Cannot measure the disk of %s because %s. Give a --warehouse that can be written.",
          folder,
          FileReason.of(e));
    }
  }
}
