package io.stratalens.workers.tokens;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stratalens.workers.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The embedded model's tokenizer.json with something changed. */
final class TokenizerFiles {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private TokenizerFiles() {}

  static void edited(Path folder, Consumer<ObjectNode> edit) throws IOException {
    ObjectNode file =
        (ObjectNode)
            MAPPER.readTree(Fixtures.model("mood-llama").resolve(TokenNames.FILE).toFile());
    edit.accept(file);
    MAPPER.writeValue(folder.resolve(TokenNames.FILE).toFile(), file);
  }
}
