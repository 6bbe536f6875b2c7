package io.stratalens.workers.tokens;

import static io.stratalens.workers.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stratalens.workers.Fixtures;
import io.stratalens.workers.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTokenizerTest {
  @TempDir Path folder;
  private PromptTokenizer tokenizer;

  @BeforeEach
  void openTheEmbeddedModels() {
    tokenizer = PromptTokenizer.open(Fixtures.model("mood-llama"));
  }

  @AfterEach
  void close() {
    tokenizer.close();
  }

  @Test
  void idsAreThoseOfTransformers() {
    assertThat(tokenizer.encode("The soup was awful. I hated the soup. It felt"))
        .containsExactly(0, 267, 369, 263, 455, 15, 266, 528, 262, 369, 15, 293, 284);
  }

  @Test
  void aTextOfFiveThousandTokensIsNotTruncated() {
    // A word and a space each; the library's own default keeps 512 of them.
    int[] ids = tokenizer.encode("The" + " soup".repeat(5000));
    assertThat(ids).hasSize(5002).startsWith(0, 267, 369).endsWith(369);
  }

  @Test
  void theFilesOwnTruncationAndPaddingAreIgnored() throws IOException {
    TokenizerFiles.edited(
        folder,
        file -> {
          file.putObject("truncation")
              .put("direction", "Right")
              .put("max_length", 3)
              .put("strategy", "LongestFirst")
              .put("stride", 0);
          file.putObject("padding")
              .put("direction", "Right")
              .put("pad_id", 1)
              .put("pad_type_id", 0)
              .put("pad_token", "<|end_of_text|>")
              .putNull("pad_to_multiple_of")
              .putObject("strategy")
              .put("Fixed", 20);
        });
    try (PromptTokenizer edited = PromptTokenizer.open(folder)) {
      assertThat(edited.encode("The soup was awful.")).containsExactly(0, 267, 369, 263, 455, 15);
    }
  }

  @Test
  void aCheckpointWithoutAPostProcessorGetsNoSpecialTokens() throws IOException {
    TokenizerFiles.edited(folder, file -> file.putNull("post_processor"));
    try (PromptTokenizer edited = PromptTokenizer.open(folder)) {
      assertThat(edited.encode("The soup")).containsExactly(267, 369);
      assertThat(edited.encode("")).isEmpty();
    }
  }

  @Test
  void specialTokensInATextAreRecognised() {
    assertThat(tokenizer.encode("The<|end_of_text|> soup")).containsExactly(0, 267, 1, 369);
  }

  @Test
  void offsetsAreCharsOfTheTextAlsoBehindSurrogatePairs() {
    String text = "\uD83D\uDE00\uD83D\uDE00 The soup";
    Encoding encoding = tokenizer.encodeWithOffsets(text);
    int last = encoding.ids().length - 1;
    assertThat(text.substring(encoding.starts()[last], encoding.ends()[last])).isEqualTo(" soup");
    // Each of the four bytes of the first character has its range.
    assertThat(Arrays.copyOf(encoding.starts(), 6)).containsExactly(-1, 0, 0, 0, 0, 2);
    assertThat(Arrays.copyOf(encoding.ends(), 6)).containsExactly(-1, 2, 2, 2, 2, 4);
    assertThat(encoding.ids()).isEqualTo(tokenizer.encode(text));
  }

  @Test
  void aTextWithHalfASurrogatePairIsRefused() {
    assertRefused(() -> tokenizer.encode("ab\uD83D c"), "char 2", "U+D83D");
    assertRefused(() -> tokenizer.encode("\uDE00"), "char 0", "U+DE00");
  }

  @Test
  void aTargetIsTheIdOfOneToken() {
    assertThat(tokenizer.single(" soup")).isEqualTo(369);
    assertThat(tokenizer.single("<|end_of_text|>")).isEqualTo(1);
    assertThat(tokenizer.single("\n")).isEqualTo(200);
  }

  @Test
  void aTargetOfSeveralTokensIsRefusedWithItsPieces() {
    assertRefused(() -> tokenizer.single("The soup"), "'The soup' being: 'The', ' soup'", "id:N");
    assertRefused(() -> tokenizer.single("\u00e9"), "'<0xC3>', '<0xA9>'");
    assertRefused(() -> tokenizer.single(""), "target");
    assertRefused(() -> tokenizer.single(" soup\n"), "' soup', '\uFFFD'");
  }

  @Test
  void aTokenThatReadsOtherwiseThanTheTargetIsRefused() throws IOException {
    TokenizerFiles.edited(folder, file -> file.putObject("normalizer").put("type", "Lowercase"));
    try (PromptTokenizer edited = PromptTokenizer.open(folder)) {
      assertThat(edited.single(" soup")).isEqualTo(369);
      assertRefused(() -> edited.single(" SOUP"), "' SOUP' being: ' soup'");
    }
  }

  @Test
  void theHashIsThatOfTheFile() {
    assertThat(tokenizer.hash())
        .isEqualTo("54bc1f4252f6ee2828d62cca785d784c5c7e5bd265e7a11986c227aba10d9e28");
  }

  @Test
  void severalThreadsGetTheSameIds() {
    String text = "The soup was awful. I hated the soup. ".repeat(50);
    int[] alone = tokenizer.encode(text);
    assertThat(IntStream.range(0, 200).parallel().mapToObj(i -> tokenizer.encode(text)))
        .allSatisfy(ids -> assertThat(ids).isEqualTo(alone));
  }

  @Test
  void aClosedTokenizerThrowsAndItsNamesRemain() {
    TokenNames names = tokenizer.names();
    tokenizer.close();
    tokenizer.close();
    assertThatThrownBy(() -> tokenizer.encode("The")).isInstanceOf(IllegalStateException.class);
    assertThat(names.readable(369)).isEqualTo(" soup");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mood-llama", "mood-qwen3"})
  void theIdsOfTheFixturesPromptsAreTransformers(String model) throws IOException {
    Path fixture = Fixtures.shared("fixtures").resolve(model);
    JsonNode prompts = new ObjectMapper().readTree(fixture.resolve("lens_prompts.json").toFile());
    assertThat(prompts).hasSizeGreaterThan(2);
    try (PromptTokenizer opened = PromptTokenizer.open(Fixtures.shared("models").resolve(model));
        Checkpoint reference = Checkpoint.open(fixture.resolve("lens.safetensors"))) {
      for (int i = 0; i < prompts.size(); i++) {
        assertThat(Arrays.stream(opened.encode(prompts.get(i).asText())).asLongStream().toArray())
            .isEqualTo(reference.longs("p" + i + ".ids"));
      }
    }
  }

  @Test
  void aFolderWithoutATokenizerIsRefused() {
    assertRefused(() -> PromptTokenizer.open(folder), "tokenizer.json", "no such file");
  }

  @Test
  void aTextWithoutATokenForItIsRefused() throws IOException {
    Files.writeString(
        folder.resolve("tokenizer.json"),
        """
        {"version": "1.0", "added_tokens": [], "normalizer": null, "pre_tokenizer": null,
         "post_processor": null, "decoder": null,
         "model": {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "b"}}
        """);
    try (PromptTokenizer opened = PromptTokenizer.open(folder)) {
      assertThat(opened.encode("a")).containsExactly(0);
      assertRefused(() -> opened.encode("c"), "UNK");
    }
  }
}
