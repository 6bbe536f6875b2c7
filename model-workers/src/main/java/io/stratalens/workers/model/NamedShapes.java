package io.stratalens.workers.model;

import io.stratalens.workers.input.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Well-known models of which only the configuration is here, to plan for without weights. */
public final class NamedShapes {
  private static final List<String> NAMES =
      List.of("llama-3.1-8b", "llama-3.1-70b", "qwen3-4b", "qwen3-14b", "qwen3-32b");

  private NamedShapes() {}

  /** The names, smallest of each family first. */
  public static List<String> names() {
    return NAMES;
  }

  /** The configuration that was published under this name; empty when there is none. */
  public static Optional<ModelConfig> of(String name) {
    return NAMES.contains(name) ? Optional.of(read(name)) : Optional.empty();
  }

  private static ModelConfig read(String name) {
    String resource = "shapes/" + name + ".json";
    try (InputStream in = NamedShapes.class.getResourceAsStream(resource)) {
      return ConfigReader.read(
          new ConfigFields(resource, "", StrictJson.object(resource, in.readAllBytes())));
    } catch (IOException e) {
      throw new UncheckedIOException("the jar lacks " + resource, e);
    }
  }
}
