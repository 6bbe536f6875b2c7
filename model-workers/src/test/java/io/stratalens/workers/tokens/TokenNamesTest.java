package io.stratalens.workers.tokens;

import static io.stratalens.workers.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.workers.Fixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenNamesTest {
  @TempDir Path folder;

  @Test
  void byteLevelTokensReadAsTheirText() {
    TokenNames names = TokenNames.of(Fixtures.model("mood-llama"));
    assertThat(names.readable(369)).isEqualTo(" soup");
    assertThat(names.readable(200)).isEqualTo("\n");
    assertThat(names.readable(0)).isEqualTo("<|begin_of_text|>");
  }

  @Test
  void aFileIsParsedOnceUntilItChanges() throws IOException {
    SentencePieceFiles.write(folder);
    TokenNames names = TokenNames.of(folder);
    assertThat(TokenNames.of(folder)).isSameAs(names);

    Files.copy(
        Fixtures.model("mood-llama").resolve(TokenNames.FILE),
        folder.resolve(TokenNames.FILE),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(TokenNames.of(folder).readable(369)).isEqualTo(" soup");
  }

  @Test
  void everyByteAloneReadsAsItsCharacterOrItsValue() {
    TokenNames names = TokenNames.of(Fixtures.model("mood-llama"));
    // The ids of the byte tokens follow the alphabet's own order, from 2 on.
    for (int id = 2; id < 258; id++) {
      assertThat(names.readable(id)).matches("[\\x00-\\x7F]|<0x[89A-F][0-9A-F]>");
    }
  }

  @Test
  void idsBeyondTheVocabularyAndInItsHolesAreShownAsIds() throws IOException {
    SentencePieceFiles.write(folder);
    TokenNames names = TokenNames.of(folder);
    assertThat(names.readable(2)).isEqualTo("<id 2>");
    assertThat(names.readable(41)).isEqualTo("<id 41>");
    assertThat(names.readable(151_935)).isEqualTo("<id 151935>");
    assertThat(names.readable(-1)).isEqualTo("<id -1>");
  }

  @ParameterizedTest
  @CsvSource({"3,'\n'", "4,<0xC3>", "6,' '", "9,ab", "10,' ab'", "40,<tool\u2581call>", "1,<s>"})
  void sentencePieceTokensReadAsTheirText(int id, String readable) throws IOException {
    SentencePieceFiles.write(folder);
    assertThat(TokenNames.of(folder).readable(id)).isEqualTo(readable);
  }

  @Test
  void aModelWithoutATokenizerHasItsIdsAsNames() {
    TokenNames names = TokenNames.of(Fixtures.shared("fixtures/llama-random"));
    assertThat(names.readable(7)).isEqualTo("<id 7>");
  }

  @Test
  void brokenUtf8ShowsItsBytesAndKeepsTheRest() {
    assertThat(Utf8.readable("a\u00e9\u20ac\uD83D\uDE00\uFFFD".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("a\u00e9\u20ac\uD83D\uDE00\uFFFD");
    assertThat(Utf8.readable(new byte[] {'a', (byte) 0xE2, (byte) 0x82, 'b'}))
        .isEqualTo("a<0xE2><0x82>b");
    // An overlong form and half a surrogate pair are no characters either.
    assertThat(Utf8.readable(new byte[] {(byte) 0xC0, (byte) 0xAF})).isEqualTo("<0xC0><0xAF>");
    assertThat(Utf8.readable(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}))
        .isEqualTo("<0xED><0xA0><0x80>");
  }

  @Test
  void aSentencePieceTargetKeepsItsSpaceOrLackOfOne() throws IOException {
    SentencePieceFiles.write(folder);
    try (PromptTokenizer tokenizer = PromptTokenizer.open(folder)) {
      assertThat(tokenizer.encode("ab")).containsExactly(1, 10);
      assertThat(tokenizer.single(" ab")).isEqualTo(10);
      assertThat(tokenizer.single("ab")).isEqualTo(9);
      assertThat(tokenizer.single("\n")).isEqualTo(3);
      assertRefused(() -> tokenizer.single("ba"), "'ba' being: ' ', 'b', 'a'");
    }
  }

  @Test
  void aTargetIsATextOrAnIdOfTheModel() {
    try (PromptTokenizer tokenizer = PromptTokenizer.open(Fixtures.model("mood-llama"))) {
      assertThat(Targets.id(" soup", 569, Optional.of(tokenizer))).isEqualTo(369);
      assertThat(Targets.id("id:0", 569, Optional.of(tokenizer))).isZero();
      assertRefused(() -> Targets.id(" soup", 300, Optional.of(tokenizer)), "' soup'", "300");
    }
    assertThat(Targets.id("id:568", 569, Optional.empty())).isEqualTo(568);
  }

  @ParameterizedTest
  @ValueSource(strings = {"id:569", "id:", "id:-1", "id:x", "id:99999999999999999999", " soup"})
  void aTargetThatTheModelLacksIsRefused(String target) {
    assertRefused(() -> Targets.id(target, 569, Optional.empty()), "'" + target + "'");
  }
}
