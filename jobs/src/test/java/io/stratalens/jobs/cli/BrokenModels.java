package io.stratalens.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Copies of real checkpoints, each broken in one place. */
record BrokenModels(Path folder) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Path copy(Path model, String name) {
    try {
      Path copy = Files.createDirectories(folder.resolve(name));
      try (DirectoryStream<Path> files = Files.newDirectoryStream(model)) {
        for (Path file : files) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With other bytes in one file. */
  Path bytes(Path model, String name, String file, UnaryOperator<byte[]> change) {
    Path changed = copy(model, name).resolve(file);
    try {
      Files.write(changed, change.apply(Files.readAllBytes(changed)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return changed.getParent();
  }

  /** With another JSON object in one file. */
  Path json(Path model, String name, String file, Consumer<ObjectNode> change) {
    return bytes(model, name, file, bytes -> changed(bytes, change));
  }

  /** With another header in model.safetensors. */
  Path header(Path model, String name, Consumer<ObjectNode> change) {
    return bytes(
        model,
        name,
        "model.safetensors",
        bytes -> {
          int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
          byte[] header = changed(Arrays.copyOfRange(bytes, 8, 8 + length), change);
          int padding = -header.length & 7;
          return ByteBuffer.allocate(bytes.length - length + header.length + padding)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(header.length + padding)
              .put(header)
              .put(" ".repeat(padding).getBytes(StandardCharsets.UTF_8))
              .put(bytes, 8 + length, bytes.length - 8 - length)
              .array();
        });
  }

  Path without(Path model, String name, String file) {
    Path copy = copy(model, name);
    try {
      Files.delete(copy.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] changed(byte[] json, Consumer<ObjectNode> change) {
    try {
      ObjectNode object = (ObjectNode) JSON.readTree(json);
      change.accept(object);
      return JSON.writeValueAsBytes(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
