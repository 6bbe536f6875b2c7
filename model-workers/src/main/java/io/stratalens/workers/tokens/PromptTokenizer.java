package io.stratalens.workers.tokens;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.checkpoint.ContentHash;
import io.stratalens.workers.input.InputFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * A checkpoint's tokenizer, as its tokenizer.json says: with the special tokens of its
 * post-processor, special tokens in a text recognised, nothing truncated and nothing padded
 * whatever the file asks for.
 *
 * <p>Any number of threads may use it at once. It holds native memory and has one owner, who closes
 * it when no thread uses it any more; after that it throws IllegalStateException.
 */
public final class PromptTokenizer implements AutoCloseable {
  // The library truncates at 512 tokens and pads unless it is told not to.
  private static final Map<String, String> WHOLE =
      Map.of("addSpecialTokens", "true", "truncation", "false", "padding", "false");

  private final HuggingFaceTokenizer tokenizer;
  private final Vocabulary vocabulary;
  private final String hash;

  private PromptTokenizer(HuggingFaceTokenizer tokenizer, Vocabulary vocabulary, String hash) {
    this.tokenizer = tokenizer;
    this.vocabulary = vocabulary;
    this.hash = hash;
  }

  /** Opens a model folder's tokenizer.json; refused when it is missing or not one. */
  public static PromptTokenizer open(Path modelFolder) {
    Path path = modelFolder.resolve(TokenNames.FILE);
    TokenizerFile file = TokenizerFile.read(path);
    return new PromptTokenizer(
        open(path, file.content()), file.vocabulary(), ContentHash.of(file.content()));
  }

  /** The ids of a text; refused when the text is not Unicode or has a part without a token. */
  public int[] encode(String text) {
    return ids(tokenise(text, true));
  }

  /** The ids of a text and the chars of the text that each comes from. */
  public Encoding encodeWithOffsets(String text) {
    ai.djl.huggingface.tokenizers.Encoding encoding = tokenise(text, true);
    int[] ids = ids(encoding);
    int[] starts = new int[ids.length];
    int[] ends = new int[ids.length];
    CodePointIndex index = new CodePointIndex(text);
    CharSpan[] spans = encoding.getCharTokenSpans();
    for (int i = 0; i < ids.length; i++) {
      starts[i] = spans[i] == null ? -1 : index.charOf(spans[i].getStart());
      ends[i] = spans[i] == null ? -1 : index.charOf(spans[i].getEnd());
    }
    return new Encoding(ids, starts, ends);
  }

  /**
   * The id of a text that is one token by itself, such as {@code " Paris"}; refused with the pieces
   * when it is not, or when the token reads otherwise.
   */
  public int single(String text) {
    int[] ids = ids(tokenise(text, false));
    if (ids.length == 1 && vocabulary.readable(ids[0]).equals(text)) {
      return ids[0];
    }
    // A tokenizer that puts a space before every text cannot say "Paris" by itself.
    return vocabulary
        .reading(text)
        .orElseThrow(
            () ->
                InputFile.refused(
                    "the target",
                    "Choose a text of one token, mind its leading space, or give its id as id:N.",
                    "it is not one token, '%s' being: %s",
                    text,
                    Arrays.stream(ids)
                        .mapToObj(id -> "'" + vocabulary.readable(id) + "'")
                        .collect(Collectors.joining(", "))));
  }

  /** The id of a text that is one special token, which {@link #stream} never shows. */
  public OptionalInt special(String text) {
    int[] ids = ids(tokenise(text, false));
    return ids.length == 1
            && tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), true).isEmpty()
        ? OptionalInt.of(ids[0])
        : OptionalInt.empty();
  }

  /**
   * The text of ids that follow others, so that words are joined to what is before them; special
   * tokens are no text. The stream is used before this tokenizer is closed, by one thread.
   *
   * @param before what the ids follow
   */
  public TextStream stream(int[] before) {
    return new TextStream(ids -> tokenizer.decode(ids, true), before);
  }

  /** The strings of the ids; they outlive this tokenizer. */
  public TokenNames names() {
    return vocabulary;
  }

  /** SHA-256 of tokenizer.json in hexadecimal. */
  public String hash() {
    return hash;
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private ai.djl.huggingface.tokenizers.Encoding tokenise(String text, boolean special) {
    CodePointIndex.requireUnicode(text);
    try {
      return tokenizer.encode(text, special, false);
    } catch (IllegalStateException closed) {
      throw closed;
    } catch (RuntimeException e) {
      throw InputFile.refused(
          "a text", TokenizerFile.REMEDY, "the tokenizer cannot tokenise it: %s", e.getMessage());
    }
  }

  private static int[] ids(ai.djl.huggingface.tokenizers.Encoding encoding) {
    return Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
  }

  private static HuggingFaceTokenizer open(Path path, byte[] content) {
    try {
      return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(content), WHOLE);
    } catch (EngineException e) {
      throw StratalensException.failed(e, "Cannot load the tokenizers library: %s", e);
    } catch (IOException | RuntimeException e) {
      throw InputFile.refused(
          path, TokenizerFile.REMEDY, "it is not a tokenizer: %s", String.valueOf(e.getMessage()));
    }
  }
}
