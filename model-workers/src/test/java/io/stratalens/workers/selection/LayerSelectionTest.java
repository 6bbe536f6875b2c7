package io.stratalens.workers.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.udfs.error.ErrorCategory;
import io.stratalens.udfs.error.StratalensException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerSelectionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "all|0,1,2,3,4,5,6,7,8,9,10,11,12",
        "0,5,10-12|0,5,10,11,12",
        "5-|5,6,7,8,9,10,11,12",
        "-10|0,1,2,3,4,5,6,7,8,9,10",
        "-0|0",
        "-2|0,1,2",
        "-1|12",
        "0-1|0,1",
        "12|12",
        "3-3|3",
        " 7 , 2 - 3 |2,3,7",
        "4,4,3-5,5|3,4,5",
        "-1,0|0,12",
        "12-|12",
        "all,3|0,1,2,3,4,5,6,7,8,9,10,11,12",
      })
  void theFormsOfASpecChooseAscendingLayersOnce(String spec, String expected) {
    assertThat(LayerSelection.parse(spec).resolve(13))
        .containsExactly(
            Arrays.stream(expected.split(",", -1)).mapToInt(Integer::parseInt).toArray());
  }

  @Test
  void theOnlyLayerIsTheFirstAndTheLast() {
    assertThat(LayerSelection.parse("-1").resolve(1)).containsExactly(0);
    assertThat(LayerSelection.parse("all").resolve(1)).containsExactly(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "8|8",
        "0,9|9",
        "6-8|8",
        "-8|8",
        "8-|8",
        "-10|10",
        "999999999|999999999",
        "all,12|12"
      })
  void aLayerThatTheModelLacksIsRefusedWithTheSpecAndTheCount(String spec, String layer) {
    LayerSelection selection = LayerSelection.parse(spec);
    assertThatThrownBy(() -> selection.resolve(8))
        .isInstanceOf(StratalensException.class)
        .hasMessageContainingAll("'" + spec + "'", "8 layers, 0 to 7", "no layer " + layer + ".")
        .extracting(error -> ((StratalensException) error).category())
        .isEqualTo(ErrorCategory.INVALID_INPUT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "1,",
        ",1",
        "1,,2",
        "-",
        "--1",
        "1--2",
        "-1-2",
        "1-2-3",
        "3-2",
        "x",
        "ALL",
        "last",
        "1.5",
        "+1",
        "0x1",
        "1 2",
        "9999999999",
        "0-99999999999999999999",
        "-4294967297",
        "\u0661",
        "5-all",
      })
  void aSpecOfNoKnownFormIsRefusedWithTheSpec(String spec) {
    assertThatThrownBy(() -> LayerSelection.parse(spec))
        .isInstanceOf(StratalensException.class)
        .hasMessageStartingWith("Cannot use the layers because ")
        .hasMessageContainingAll("'" + spec + "'", LayerSelection.HELP)
        .hasMessageNotContaining("\n")
        .extracting(error -> ((StratalensException) error).category())
        .isEqualTo(ErrorCategory.INVALID_INPUT);
  }

  @Test
  void theRefusalOfOnePartNamesThePartAndTheSpec() {
    assertThatThrownBy(() -> LayerSelection.parse("0,5-4,7"))
        .hasMessageStartingWith(
            "Cannot use the layers because a range runs backwards: '5-4' of '0,5-4,7'. Give all,");
  }

  @Test
  void anAbsurdlyLongSpecIsRefusedWithoutRepeatingIt() {
    assertThatThrownBy(() -> LayerSelection.parse("1,".repeat(10_000) + "1"))
        .isInstanceOf(StratalensException.class)
        .hasMessageContaining("20001")
        .message()
        .hasSizeLessThan(200);
  }
}
