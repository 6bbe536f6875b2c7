package io.stratalens.workers.checkpoint;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.input.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tensors of a Hugging Face checkpoint or of a single safetensors file. Opening reads and
 * checks headers only; a tensor's bytes are mapped when they are asked for. Safe for use by several
 * threads.
 *
 * <p>Every refusal is a {@link StratalensException} that names the file and the value at fault.
 */
public final class Checkpoint implements AutoCloseable {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final String CONFIG = "config.json";

  private final Path source;
  private final List<SafetensorsFile> shards;
  private final Map<String, StoredTensor> tensors = new TreeMap<>();
  private volatile boolean closed;

  private Checkpoint(Path source, List<SafetensorsFile> shards) {
    this.source = source;
    this.shards = shards;
    for (SafetensorsFile shard : shards) {
      shard.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
    }
  }

  /**
   * Opens a folder with model.safetensors or model.safetensors.index.json, or one safetensors file.
   */
  public static Checkpoint open(Path folderOrFile) {
    if (!Files.isDirectory(folderOrFile)) {
      return new Checkpoint(folderOrFile, List.of(SafetensorsFile.read(folderOrFile)));
    }
    Path single = folderOrFile.resolve(SINGLE);
    if (Files.exists(single)) {
      return new Checkpoint(folderOrFile, List.of(SafetensorsFile.read(single)));
    }
    Path index = folderOrFile.resolve(INDEX);
    if (Files.exists(index)) {
      return new Checkpoint(folderOrFile, ShardIndex.shards(index));
    }
    throw StratalensException.invalid(
        "Cannot read the model because its folder has neither %s nor %s: %s. Name a folder with a"
            + " checkpoint in safetensors.",
        SINGLE, INDEX, folderOrFile);
  }

  /** The folder or file that was opened. */
  public Path source() {
    return source;
  }

  /** The names of all tensors, in alphabetical order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** Whether there is a tensor of this name. */
  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /**
   * What is known of a tensor; refused by name when it is missing or of a type that is not read.
   */
  public TensorInfo tensor(String name) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw InputFile.refused(
          source, "Use a complete checkpoint.", "it has no tensor of this name: %s", name);
    }
    return tensor.info();
  }

  /**
   * Rows of the outermost dimension as they lie in the file: a direct, read-only, little-endian
   * buffer from position 0 to its limit, mapped anew by every call and unmapped when it is no
   * longer reachable. A tensor over 2 GiB is read in several calls.
   *
   * @param firstRow the first row, from 0
   * @param rows how many; together at most 2,147,483,647 bytes
   */
  public ByteBuffer rows(String name, long firstRow, long rows) {
    TensorInfo tensor = tensor(name);
    if (firstRow < 0 || rows < 0 || rows > tensor.rows() || firstRow > tensor.rows() - rows) {
      throw StratalensException.invalid(
          "Cannot read %d rows of tensor %s from row %d because it has another number of rows: %d."
              + " Ask for rows that it has.",
          rows, name, firstRow, tensor.rows());
    }
    long length = rows * tensor.rowBytes();
    if (length > Integer.MAX_VALUE) {
      throw StratalensException.invalid(
          "Cannot map %d rows of tensor %s at once because they are more than %d bytes: %d. Ask for"
              + " fewer rows at a time.",
          rows, name, Integer.MAX_VALUE, length);
    }
    return mapped(tensor, tensor.begin() + firstRow * tensor.rowBytes(), length);
  }

  /** All rows of a tensor of at most 2,147,483,647 bytes; see {@link #rows}. */
  public ByteBuffer map(String name) {
    return rows(name, 0, tensor(name).rows());
  }

  /** The {@code __metadata__} of a single file; empty for a checkpoint of several. */
  public Map<String, String> metadata() {
    return shards.size() == 1 ? shards.get(0).metadata() : Map.of();
  }

  /** The values of a small floating-point tensor in row-major order, exactly. */
  public float[] floats(String name) {
    TensorInfo tensor = tensor(name);
    if (!tensor.type().floating()) {
      throw wrongType(tensor, "floating-point numbers");
    }
    ByteBuffer buffer = map(name);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return tensor.type().vectorType().decode(bytes);
  }

  /** The values of a small I64 tensor in row-major order. */
  public long[] longs(String name) {
    TensorInfo tensor = tensor(name);
    if (tensor.type() != StoredType.I64) {
      throw wrongType(tensor, "64-bit whole numbers");
    }
    ByteBuffer buffer = map(name);
    long[] values = new long[buffer.remaining() / Long.BYTES];
    buffer.asLongBuffer().get(values);
    return values;
  }

  /**
   * SHA-256 in hexadecimal digits over the folder's config.json, when there is one, and then over
   * all files of tensors by name. Reads every byte.
   */
  public String contentHash() {
    List<Path> files = new ArrayList<>();
    Path config = source.resolve(CONFIG);
    if (Files.exists(config)) {
      files.add(config);
    }
    shards.forEach(shard -> files.add(shard.path()));
    return ContentHash.of(files);
  }

  /** Ends the use of this checkpoint; buffers handed out before stay valid. */
  @Override
  public void close() {
    closed = true;
  }

  // Each call opens the file: an interrupt, which is how Spark cancels a task, closes the channel
  // that it meets, and a shared one would then be closed for every other thread.
  private ByteBuffer mapped(TensorInfo tensor, long begin, long length) {
    if (closed) {
      throw new IllegalStateException("the checkpoint is closed: " + source);
    }
    try (FileChannel channel = FileChannel.open(tensor.file(), StandardOpenOption.READ)) {
      if (channel.size() < begin + length) {
        throw Damage.of(
            tensor.file(), "it became shorter since it was opened: %d bytes", channel.size());
      }
      return channel
          .map(FileChannel.MapMode.READ_ONLY, begin, length)
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw InputFile.unreadable(tensor.file(), e);
    }
  }

  private static StratalensException wrongType(TensorInfo tensor, String wanted) {
    return StratalensException.invalid(
        "Cannot use tensor %s of %s because its values are not %s: %s. Use a file as its writer"
            + " made it.",
        tensor.name(), tensor.file(), wanted, tensor.type());
  }
}
