package io.stratalens.workers.tokens;

import java.util.BitSet;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The tokens of a tokenizer.json by id. */
final class Vocabulary implements TokenNames {
  private final String[] tokens;
  private final BitSet added;
  private final Spelling spelling;

  /** {@code tokens} may have holes; {@code added} marks the ids whose token is plain text. */
  Vocabulary(String[] tokens, BitSet added, Spelling spelling) {
    this.tokens = tokens.clone();
    this.added = (BitSet) added.clone();
    this.spelling = spelling;
  }

  @Override
  public String readable(int id) {
    if (!knows(id)) {
      return UnnamedTokens.name(id);
    }
    return added.get(id) ? tokens[id] : spelling.readable(tokens[id]);
  }

  /**
   * The first id that reads as this text exactly, where a tokenizer puts a space before each text
   * and cannot be asked for it; elsewhere none, since a token that no text gives is no target.
   */
  OptionalInt reading(String text) {
    return spelling != Spelling.METASPACE
        ? OptionalInt.empty()
        : IntStream.range(0, tokens.length)
            .filter(id -> knows(id) && readable(id).equals(text))
            .findFirst();
  }

  private boolean knows(int id) {
    return id >= 0 && id < tokens.length && tokens[id] != null;
  }
}
