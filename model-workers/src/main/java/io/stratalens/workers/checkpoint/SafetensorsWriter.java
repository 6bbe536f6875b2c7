package io.stratalens.workers.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stratalens.udfs.files.WholeFile;
import io.stratalens.udfs.vector.VectorType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Makes a safetensors file in memory: tensors in the order in which they are added. */
public final class SafetensorsWriter {
  private final ObjectNode header = new ObjectMapper().createObjectNode();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  /** Adds an F32 tensor. */
  public SafetensorsWriter floats(String name, List<Long> shape, float... values) {
    return encoded(name, VectorType.F32, shape, values);
  }

  /** Adds a floating-point tensor, rounded to a type. */
  public SafetensorsWriter encoded(
      String name, VectorType type, List<Long> shape, float... values) {
    return raw(name, type.name(), shape, type.encode(values));
  }

  /** Adds an I64 tensor. */
  public SafetensorsWriter longs(String name, List<Long> shape, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return raw(name, "I64", shape, bytes.array());
  }

  /** Adds a tensor as the header is to describe it; nothing is checked. */
  public SafetensorsWriter raw(String name, String dtype, List<Long> shape, byte[] bytes) {
    ObjectNode entry = header.putObject(name).put("dtype", dtype);
    shape.forEach(entry.putArray("shape")::add);
    entry.putArray("data_offsets").add(data.size()).add(data.size() + bytes.length);
    data.writeBytes(bytes);
    return this;
  }

  /** Adds an entry to {@code __metadata__}. */
  public SafetensorsWriter metadata(String key, String value) {
    header.withObjectProperty("__metadata__").put(key, value);
    return this;
  }

  /** The whole file. */
  public byte[] bytes() {
    return file(header.toString(), data.toByteArray());
  }

  /** Writes the file, which appears whole or not at all; one that is there is replaced. */
  public Path write(Path file) {
    return write(file, bytes());
  }

  /** A file of a given header, padded with spaces to a multiple of 8 bytes as the library does. */
  public static byte[] file(String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    int padding = -text.length & 7;
    return ByteBuffer.allocate(Long.BYTES + text.length + padding + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length + padding)
        .put(text)
        .put(" ".repeat(padding).getBytes(StandardCharsets.UTF_8))
        .put(data)
        .array();
  }

  static Path write(Path file, byte[] bytes) {
    WholeFile.write(file, output -> output.write(bytes));
    return file;
  }
}
