package io.stratalens.workers.tokens;

import java.nio.file.Files;
import java.nio.file.Path;

/** The strings of token ids; every id has one, whatever the tokenizer knows. Thread-safe. */
public interface TokenNames {
  /** The file that holds a checkpoint's tokenizer. */
  String FILE = "tokenizer.json";

  /** The names in a model's tokenizer.json, or {@link #unnamed} where it has none. */
  static TokenNames of(Path modelFolder) {
    Path file = modelFolder.resolve(FILE);
    return Files.exists(file) ? ReadNames.of(file) : unnamed();
  }

  /** The names of a model without a tokenizer: {@code <id 7>} for every id. */
  static TokenNames unnamed() {
    return new UnnamedTokens();
  }

  /**
   * The token as a person reads it, {@code " lovely"}: byte-level and SentencePiece spellings
   * decoded, a byte that is no UTF-8 by itself as {@code <0xE2>}, an added token as it is, and
   * {@code <id 7>} for an id that the tokenizer lacks, as in a padded vocabulary.
   */
  String readable(int id);
}
