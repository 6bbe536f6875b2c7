package io.stratalens.workers.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.udfs.error.ErrorCategory;
import io.stratalens.udfs.error.StratalensException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PositionSelectionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "last|4",
        "prompt|0,1,2,3,4",
        "generated|5,6",
        "all|0,1,2,3,4,5,6",
        "last:1|4",
        "last:3|2,3,4",
        "last:5|0,1,2,3,4",
        "label|5",
        "0,3,-1|0,3,4",
        "-5|0",
        "last,generated|4,5,6",
        "-1, last ,4,last:2|3,4",
        "generated,prompt|0,1,2,3,4,5,6",
      })
  void theFormsOfASpecChooseAscendingPositionsOnce(String spec, String expected) {
    // A prompt of 5 tokens with its label behind it, and 3 sampled tokens, of which 2 are fed back.
    assertThat(PositionSelection.parse(spec).resolve("prompt 0", 5, OptionalInt.of(5), 3))
        .containsExactly(
            Arrays.stream(expected.split(",", -1)).mapToInt(Integer::parseInt).toArray());
  }

  @Test
  void allIsThePromptWhereNothingIsGenerated() {
    PositionSelection all = PositionSelection.parse("all");
    assertThat(all.resolve("prompt 0", 3, OptionalInt.empty(), 0)).containsExactly(0, 1, 2);
    assertThat(all.needsGeneration()).isFalse();
  }

  @Test
  void aSingleSampledTokenHasNoPositionOfItsOwn() {
    assertThat(PositionSelection.parse("generated").resolve("prompt 0", 3, OptionalInt.empty(), 1))
        .isEmpty();
  }

  @Test
  void aSpecTellsWhatItNeeds() {
    assertThat(PositionSelection.parse("last,generated").needsGeneration()).isTrue();
    assertThat(PositionSelection.parse("last,label").needsLabel()).isTrue();
    assertThat(PositionSelection.parse("last,prompt,all").needsLabel()).isFalse();
    assertThat(PositionSelection.parse("last,prompt,all").needsGeneration()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5|a position 5",
        "0,-6|a position -6",
        "last:6|the last 6 positions",
        "label|a label",
        "999999999|a position 999999999"
      })
  void aPositionThatAPromptLacksIsRefusedWithThePromptsName(String spec, String lacking) {
    PositionSelection selection = PositionSelection.parse(spec);
    assertThatThrownBy(() -> selection.resolve("prompt 7 (p.txt:8)", 5, OptionalInt.empty(), 100))
        .isInstanceOf(StratalensException.class)
        .hasMessageContainingAll("'" + spec + "'", "prompt 7 (p.txt:8)", "5 tokens", lacking)
        .extracting(error -> ((StratalensException) error).category())
        .isEqualTo(ErrorCategory.INVALID_INPUT);
  }

  @Test
  void aPromptWithoutTokensIsRefusedByName() {
    PositionSelection all = PositionSelection.parse("all");
    assertThatThrownBy(() -> all.resolve("prompt 2", 0, OptionalInt.empty(), 0))
        .isInstanceOf(StratalensException.class)
        .hasMessageContaining("prompt 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "last,",
        "last:",
        "last:0",
        "last:-1",
        "last:x",
        "last:9999999999",
        "first",
        "Last",
        "0-3",
        "--1",
        "-0",
        "-",
        "1.0",
        "99999999999999999999",
      })
  void aSpecOfNoKnownFormIsRefusedWithTheSpec(String spec) {
    assertThatThrownBy(() -> PositionSelection.parse(spec))
        .isInstanceOf(StratalensException.class)
        .hasMessageStartingWith("Cannot use the positions because ")
        .hasMessageContainingAll("'" + spec + "'", PositionSelection.HELP);
  }

  @Test
  void aSelectionSentToATaskIsTheSame() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(PositionSelection.parse("0,last:2,label"));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      PositionSelection copy = (PositionSelection) in.readObject();
      assertThat(copy.resolve("prompt 0", 5, OptionalInt.of(5), 0)).containsExactly(0, 3, 4, 5);
    }
  }
}
