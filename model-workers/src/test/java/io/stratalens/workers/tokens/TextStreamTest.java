package io.stratalens.workers.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TextStreamTest {
  @Test
  void aCharacterOfSeveralTokensComesWithItsLast() {
    TextStream stream = new TextStream(TextStreamTest::bytes, ids("un caf"));
    byte[] accent = "é".getBytes(StandardCharsets.UTF_8);
    assertThat(stream.add(accent[0])).isEmpty();
    assertThat(stream.add(accent[1])).isEqualTo("é");
    assertThat(stream.add('s')).isEqualTo("s");
    assertThat(stream.rest()).isEmpty();
  }

  @Test
  void whatIsNeverCompletedComesAtTheEnd() {
    TextStream stream = new TextStream(TextStreamTest::bytes, ids("a"));
    assertThat(stream.add("é".getBytes(StandardCharsets.UTF_8)[0])).isEmpty();
    assertThat(stream.rest()).isEqualTo("\uFFFD");
  }

  @Test
  void bytesThatAreNoCharacterComeWithWhatFollows() {
    TextStream stream = new TextStream(TextStreamTest::bytes, ids(""));
    assertThat(stream.add(0xE2)).isEmpty();
    assertThat(stream.add('x')).isEqualTo("\uFFFDx");
  }

  @Test
  void whatStandsBeforeAnIncompleteCharacterComesAtOnce() {
    byte[] accent = "é".getBytes(StandardCharsets.UTF_8);
    int[][] tokens = {{'a', 'b', accent[0]}, {accent[1], 'c', accent[0]}, {accent[1]}};
    TextStream stream =
        new TextStream(
            ids ->
                bytes(
                    Arrays.stream(ids)
                        .flatMap(id -> Arrays.stream(tokens[(int) id]).asLongStream())
                        .toArray()),
            new int[0]);
    assertThat(stream.add(0)).isEqualTo("ab");
    assertThat(stream.add(1)).isEqualTo("éc");
    assertThat(stream.add(2)).isEqualTo("é");
    assertThat(stream.rest()).isEmpty();
  }

  @Test
  void aDecoderThatDropsTheFirstSpaceStillJoinsWords() {
    TextStream stream =
        new TextStream(ids -> bytes(ids).replaceFirst("^ ", ""), ids("a long enough prompt"));
    StringBuilder text = new StringBuilder();
    for (int id : ids(" and what was generated from it")) {
      text.append(stream.add(id));
    }
    assertThat(text).hasToString(" and what was generated from it");
  }

  @Test
  void aCharacterBegunByThePromptIsTold() {
    byte[] accent = "é".getBytes(StandardCharsets.UTF_8);
    TextStream stream = new TextStream(TextStreamTest::bytes, new int[] {'a', accent[0] & 0xFF});
    assertThat(stream.add(accent[1])).isEqualTo("é");
  }

  private static int[] ids(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[bytes.length];
    Arrays.setAll(ids, i -> bytes[i] & 0xFF);
    return ids;
  }

  private static String bytes(long[] ids) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (long id : ids) {
      out.write((int) id);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
