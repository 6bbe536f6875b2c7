package io.stratalens.workers.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes config.json files of small models for tests. */
final class ConfigFolder {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ConfigFolder() {}

  /** A model's required fields only, with other fields put over them as JSON; null stays null. */
  static Path write(Path folder, String architecture, String overlay) {
    try {
      ObjectNode config =
          MAPPER
              .createObjectNode()
              .put("hidden_size", 64)
              .put("intermediate_size", 96)
              .put("num_hidden_layers", 2)
              .put("num_attention_heads", 32)
              .put("vocab_size", 100);
      config.putArray("architectures").add(architecture);
      config.setAll((ObjectNode) MAPPER.readTree(overlay));
      Files.writeString(folder.resolve("config.json"), config.toString());
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
