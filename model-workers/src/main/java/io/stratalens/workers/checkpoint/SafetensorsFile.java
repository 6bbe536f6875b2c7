package io.stratalens.workers.checkpoint;

import io.stratalens.workers.input.InputFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * One safetensors file, read as far as its header: 8 bytes with the header's length, the header,
 * the data. No two tensors share bytes, and the last one ends where the file ends.
 */
record SafetensorsFile(
    Path path,
    long bytes,
    long dataBegin,
    Map<String, String> metadata,
    List<StoredTensor> tensors) {
  /** What the safetensors library allows. */
  private static final long LONGEST_HEADER = 100_000_000;

  SafetensorsFile {
    metadata = Map.copyOf(metadata);
    tensors = List.copyOf(tensors);
    checkRanges(path, bytes, dataBegin, tensors);
  }

  static SafetensorsFile read(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw InputFile.refused(file, "Name a file or a model's folder.", "it is not a file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      long bytes = Files.size(file);
      long length = headerLength(file, in.readNBytes(Long.BYTES));
      if (length < 0 || length > LONGEST_HEADER || length > bytes - Long.BYTES) {
        throw Damage.of(
            file,
            "its header is longer than the file of %d bytes or the most allowed, %d bytes: %s",
            bytes,
            LONGEST_HEADER,
            Long.toUnsignedString(length));
      }
      byte[] header = in.readNBytes((int) length);
      if (header.length < length) {
        throw new EOFException("the file became shorter while it was read");
      }
      long dataBegin = Long.BYTES + length;
      return HeaderParser.parse(file, header, dataBegin, bytes - dataBegin);
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  private static long headerLength(Path file, byte[] prefix) {
    if (prefix.length < Long.BYTES) {
      throw Damage.of(file, "it ends within its first 8 bytes: %d", prefix.length);
    }
    return ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private static void checkRanges(
      Path file, long bytes, long dataBegin, List<StoredTensor> tensors) {
    List<StoredTensor> inOrder =
        tensors.stream()
            .filter(tensor -> tensor.length() > 0)
            .sorted(Comparator.comparingLong(StoredTensor::begin))
            .toList();
    long end = dataBegin;
    for (StoredTensor tensor : inOrder) {
      if (tensor.begin() < end) {
        throw Damage.of(
            file,
            "the range of a tensor overlaps the one before it: %s, %s",
            tensor.name(),
            List.of(tensor.begin() - dataBegin, tensor.end() - dataBegin));
      }
      end = tensor.end();
    }
    if (end != bytes) {
      throw Damage.of(file, "bytes follow its last tensor: %d", bytes - end);
    }
  }
}
