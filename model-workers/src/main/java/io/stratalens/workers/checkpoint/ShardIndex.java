package io.stratalens.workers.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.input.InputFile;
import io.stratalens.workers.input.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A model.safetensors.index.json: which file beside it holds which tensor. */
final class ShardIndex {
  private static final String WEIGHT_MAP = "weight_map";
  private static final long LONGEST = 100_000_000;

  private final Path file;
  private final Map<String, String> shardOfTensor = new TreeMap<>();

  private ShardIndex(Path file) {
    this.file = file;
  }

  /** The shards that the index names, by name, all of them read and agreeing with it. */
  static List<SafetensorsFile> shards(Path file) {
    ShardIndex index = new ShardIndex(file);
    index.read();
    List<SafetensorsFile> shards =
        new TreeSet<>(index.shardOfTensor.values())
            .stream().map(index::shard).map(SafetensorsFile::read).toList();
    index.checkAgainst(shards);
    return shards;
  }

  private void read() {
    try {
      long bytes = Files.size(file);
      if (bytes > LONGEST) {
        throw refused("it is larger than %d bytes: %d", LONGEST, bytes);
      }
      try (JsonParser json = StrictJson.parser(Files.readAllBytes(file))) {
        parse(json);
      } catch (IOException e) {
        throw StrictJson.notJson(file, e);
      }
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
    if (shardOfTensor.isEmpty()) {
      throw refused("it names no tensor in its %s", WEIGHT_MAP);
    }
  }

  private void parse(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw refused("it is not a JSON object");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (!field.equals(WEIGHT_MAP)) {
        json.skipChildren();
      } else if (value == JsonToken.START_OBJECT) {
        weightMap(json);
      } else {
        throw refused("its %s is not an object: %s", WEIGHT_MAP, json.getText());
      }
    }
    if (json.nextToken() != null) {
      throw refused("something follows its object: %s", json.getText());
    }
  }

  private void weightMap(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String tensor = json.currentName();
      if (json.nextToken() != JsonToken.VALUE_STRING) {
        throw refused("its %s has no file name for %s: %s", WEIGHT_MAP, tensor, json.getText());
      }
      shardOfTensor.put(tensor, json.getText());
    }
  }

  /**
   * Only a plain name is taken, so no name leaves the folder. The file itself may be a symbolic
   * link: Hugging Face's download cache is made of them.
   */
  private Path shard(String name) {
    if (name.isBlank()
        || name.startsWith("..")
        || name.equals(".")
        || name.matches(".*[/\\\\].*")) {
      throw refused("a shard is not a plain file name in the same folder: %s", name);
    }
    Path shard;
    try {
      shard = file.resolveSibling(name);
    } catch (InvalidPathException e) {
      throw refused("a shard is not a file name: %s", name);
    }
    if (!Files.isRegularFile(shard)) {
      throw InputFile.refused(
          file, "Fetch the missing file.", "a shard that it names is missing: %s", name);
    }
    return shard;
  }

  private void checkAgainst(List<SafetensorsFile> shards) {
    Map<String, String> found = new TreeMap<>();
    for (SafetensorsFile shard : shards) {
      String name = String.valueOf(shard.path().getFileName());
      for (StoredTensor tensor : shard.tensors()) {
        String other = found.put(tensor.name(), name);
        if (other != null) {
          throw refused("two shards hold the tensor %s: %s, %s", tensor.name(), other, name);
        }
      }
    }
    shardOfTensor.forEach(
        (tensor, shard) -> {
          if (!shard.equals(found.get(tensor))) {
            throw refused("its shard %s does not hold the tensor: %s", shard, tensor);
          }
        });
  }

  private StratalensException refused(String reason, Object... values) {
    return InputFile.refused(file, "Fetch the index and its shards again.", reason, values);
  }
}
