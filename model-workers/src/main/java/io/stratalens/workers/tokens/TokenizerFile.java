package io.stratalens.workers.tokens;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.input.InputFile;
import io.stratalens.workers.input.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A tokenizer.json: its bytes, its components and the vocabulary in it. What would end the process
 * inside the native library is refused here.
 */
final class TokenizerFile {
  private static final long LARGEST = 500_000_000;
  private static final JsonMapper TREES = JsonMapper.builder().build();

  static final String REMEDY = "Fetch tokenizer.json again, or give prompts as token ids.";

  private final byte[] content;
  private final Vocabulary vocabulary;

  private TokenizerFile(byte[] content, Vocabulary vocabulary) {
    this.content = content;
    this.vocabulary = vocabulary;
  }

  static TokenizerFile read(Path file) {
    try {
      long size = Files.size(file);
      if (size > LARGEST) {
        throw InputFile.refused(file, REMEDY, "it is larger than %d bytes: %d", LARGEST, size);
      }
      byte[] content = Files.readAllBytes(file);
      return new TokenizerFile(content, vocabulary(file, content));
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  byte[] content() {
    return content;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  private static Vocabulary vocabulary(Path file, byte[] content) {
    ObjectNode parts = TREES.createObjectNode();
    try (JsonParser parser = StrictJson.parser(content)) {
      parser.setCodec(TREES);
      readObject(file, parser, parts);
    } catch (IOException e) {
      throw StrictJson.notJson(file, e);
    }
    new TokenizerCheck(file).check(parts);
    VocabularyBuilder builder = new VocabularyBuilder(file);
    JsonNode pieces = parts.path("model").path("vocab");
    if (pieces.isObject()) {
      pieces.properties().forEach(piece -> builder.add(piece.getKey(), piece.getValue()));
    } else if (pieces.isArray()) {
      for (int id = 0; id < pieces.size(); id++) {
        builder.add(pieces.get(id).path(0).asText(), id);
      }
    } else {
      throw InputFile.refused(
          file, REMEDY, "its model has no vocab: %s", String.valueOf(parts.path("model")));
    }
    parts.path("added_tokens").forEach(builder::addPlain);
    return builder.build(spelling(parts));
  }

  /** Everything but the merges, which are most of a file and of no use here. */
  private static void readObject(Path file, JsonParser parser, ObjectNode into) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw notAnObject(file);
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (name.equals("model")) {
        readModel(file, parser, into.putObject(name));
      } else {
        parser.nextToken();
        into.set(name, parser.readValueAsTree());
      }
    }
    if (parser.nextToken() != null) {
      throw InputFile.refused(file, REMEDY, "something follows its JSON: %s", parser.getText());
    }
  }

  private static void readModel(Path file, JsonParser parser, ObjectNode into) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw InputFile.refused(file, REMEDY, "its model is not an object: %s", parser.getText());
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("merges")) {
        parser.skipChildren();
      } else {
        into.set(name, parser.readValueAsTree());
      }
    }
  }

  private static StratalensException notAnObject(Path file) {
    return InputFile.refused(file, REMEDY, "it is not a JSON object: %s", file.getFileName());
  }

  private static Spelling spelling(ObjectNode parts) {
    JsonNode decoder = parts.path("decoder");
    JsonNode model = parts.path("model");
    if (names(decoder, "ByteLevel") || names(parts.path("pre_tokenizer"), "ByteLevel")) {
      return Spelling.BYTE_LEVEL;
    }
    boolean metaspace =
        names(decoder, "Metaspace")
            || names(decoder, "ByteFallback")
            || names(parts.path("pre_tokenizer"), "Metaspace")
            || model.path("byte_fallback").asBoolean()
            || model.path("type").asText().equals("Unigram");
    return metaspace ? Spelling.METASPACE : Spelling.PLAIN;
  }

  private static boolean names(JsonNode component, String type) {
    return component.findValuesAsText("type").contains(type);
  }
}
