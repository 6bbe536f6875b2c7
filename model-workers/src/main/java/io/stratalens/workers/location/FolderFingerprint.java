package io.stratalens.workers.location;

import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.checkpoint.ContentHash;
import io.stratalens.workers.input.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;

/**
 * What tells a checkpoint's folder from the same folder with another checkpoint in it: its small
 * files whole, of its large ones the size and samples, one of every tensor's middle among them,
 * since every process asks and weights are gigabytes. A tensor of which a part was changed may go
 * unseen; one that was trained, or replaced, does not. Times differ from machine to machine and do
 * not count.
 */
final class FolderFingerprint {
  private static final long WHOLE = 32L << 20;
  private static final int SAMPLES = 16;
  private static final int SAMPLE = 4096;

  private FolderFingerprint() {}

  /** 16 hexadecimal digits that another file, size or sample would change. */
  static String of(Path folder) {
    MessageDigest digest = ContentHash.sha256();
    for (Path file : files(folder)) {
      try (FileChannel channel = FileChannel.open(file)) {
        long size = channel.size();
        digest.update((file.getFileName() + " " + size + "\n").getBytes(StandardCharsets.UTF_8));
        if (size <= WHOLE) {
          update(digest, channel, 0, (int) size);
        } else {
          for (int i = 0; i < SAMPLES; i++) {
            update(digest, channel, (size - SAMPLE) / (SAMPLES - 1) * i, SAMPLE);
          }
          for (long middle : middles(file)) {
            update(digest, channel, middle, SAMPLE);
          }
        }
      } catch (IOException e) {
        throw InputFile.unreadable(file, e);
      }
    }
    return ContentHash.text(digest).substring(0, 16);
  }

  /** Where the middles of its tensors are. */
  private static long[] middles(Path file) {
    if (!file.toString().endsWith(".safetensors")) {
      return new long[0];
    }
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      return checkpoint.names().stream()
          .map(checkpoint::tensor)
          .mapToLong(tensor -> tensor.begin() + tensor.length() / 2)
          .toArray();
    }
  }

  /** Names, sizes and times on this machine: while they stay, no file was written. */
  static String stamp(Path folder) {
    StringBuilder stamp = new StringBuilder();
    for (Path file : files(folder)) {
      try {
        stamp
            .append(file.getFileName())
            .append(' ')
            .append(Files.size(file))
            .append(' ')
            .append(Files.getLastModifiedTime(file).toInstant())
            .append('\n');
      } catch (IOException e) {
        throw InputFile.unreadable(file, e);
      }
    }
    return stamp.toString();
  }

  private static void update(MessageDigest digest, FileChannel channel, long from, int bytes)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
      continue;
    }
    digest.update(buffer.flip()); // shorter at the end of the file
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> RemoteModel.isRead(file.getFileName().toString()))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw InputFile.unreadable(folder, e);
    }
  }
}
