package io.stratalens.workers.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import io.stratalens.workers.input.InputFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;

/** Gathers tokens by id, from a file that is not trusted. */
final class VocabularyBuilder {
  /** No vocabulary comes near; an id beyond it would only ask for memory. */
  private static final int LARGEST_ID = 10_000_000;

  private final Path file;
  private final BitSet added = new BitSet();
  private String[] tokens = new String[1024];
  private int size;

  VocabularyBuilder(Path file) {
    this.file = file;
  }

  void add(String token, JsonNode id) {
    if (!id.canConvertToInt() || !id.isIntegralNumber()) {
      throw InputFile.refused(
          file, TokenizerFile.REMEDY, "the token %s has no id: %s", token, id.toString());
    }
    add(token, id.intValue());
  }

  void add(String token, int id) {
    if (id < 0 || id > LARGEST_ID) {
      throw InputFile.refused(
          file,
          TokenizerFile.REMEDY,
          "the id of the token %s is not within 0 to %d: %d",
          token,
          LARGEST_ID,
          id);
    }
    if (id >= tokens.length) {
      tokens = Arrays.copyOf(tokens, Math.max(id + 1, 2 * tokens.length));
    }
    size = Math.max(size, id + 1);
    tokens[id] = token;
  }

  /** An entry of added_tokens, whose content is text and not spelt as the model's tokens are. */
  void addPlain(JsonNode entry) {
    JsonNode content = entry.path("content");
    if (!content.isTextual()) {
      throw InputFile.refused(
          file, TokenizerFile.REMEDY, "an added token has no content: %s", entry.toString());
    }
    add(content.textValue(), entry.path("id"));
    added.set(entry.path("id").intValue());
  }

  Vocabulary build(Spelling spelling) {
    return new Vocabulary(Arrays.copyOf(tokens, size), added, spelling);
  }
}
