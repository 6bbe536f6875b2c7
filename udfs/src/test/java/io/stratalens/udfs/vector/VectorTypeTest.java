package io.stratalens.udfs.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorTypeTest {
  @Test
  void aValueJustAboveATieIsNotRoundedToItFirst() {
    assertThat(hex(VectorType.BF16, 1.00390625000001)).isEqualTo("813f");
    assertThat(hex(VectorType.BF16, 1.00390625)).isEqualTo("803f");
    assertThat(hex(VectorType.F16, -1 - 0x1p-11 - 0x1p-40)).isEqualTo("01bc");
    assertThat(hex(VectorType.F16, -1 - 0x1p-11)).isEqualTo("00bc");
  }

  @ParameterizedTest
  @CsvSource({"BF16, 0x7F80", "F16, 0x7C00"})
  void everyValueAndTieAndWhatIsBesideThemIsRoundedToTheNearest(VectorType type, String infinity) {
    int end = Integer.decode(infinity);
    for (int pattern = 0; pattern < end; pattern++) {
      double value = value(type, pattern);
      // Infinity is where the next value would be if exponents went on.
      double next =
          pattern + 1 < end ? value(type, pattern + 1) : 2 * value - value(type, pattern - 1);
      double tie = (value + next) / 2;
      int even = pattern % 2 == 0 ? pattern : pattern + 1;
      double[] values = {
        value, Math.nextUp(value), Math.nextDown(tie), tie, Math.nextUp(tie), Math.nextDown(next)
      };
      int[] expected = {pattern, pattern, pattern, even, pattern + 1, pattern + 1};
      assertThat(patterns(type, values)).as(String.valueOf(value)).isEqualTo(expected);
      for (int i = 0; i < values.length; i++) {
        values[i] = -values[i];
        expected[i] |= 0x8000;
      }
      assertThat(patterns(type, values)).as(String.valueOf(-value)).isEqualTo(expected);
    }
  }

  @Test
  void theEndsOfFloat64AreTheEndsOfEveryType() {
    assertThat(hex(VectorType.F32, 1e300, -1e-300)).isEqualTo("0000807f" + "00000080");
    assertThat(hex(VectorType.BF16, 1e300, -1e-300, Double.NEGATIVE_INFINITY))
        .isEqualTo("807f" + "0080" + "80ff");
    assertThat(hex(VectorType.F16, 1e300, Double.MIN_VALUE, -0.0))
        .isEqualTo("007c" + "0000" + "0080");
    for (VectorType type : VectorType.values()) {
      assertThat(type.doubles(type.encode(new double[] {Double.NaN}))).containsExactly(Double.NaN);
    }
  }

  /** What a pattern of a finite value that is not negative says, by the standard. */
  private static double value(VectorType type, int pattern) {
    int fractionBits = type == VectorType.F16 ? 10 : 7;
    int bias = type == VectorType.F16 ? 15 : 127;
    int exponent = pattern >> fractionBits;
    int fraction = pattern & ((1 << fractionBits) - 1);
    return exponent == 0
        ? Math.scalb((double) fraction, 1 - bias - fractionBits)
        : Math.scalb((double) (fraction + (1 << fractionBits)), exponent - bias - fractionBits);
  }

  private static int[] patterns(VectorType type, double... values) {
    byte[] bytes = type.encode(values);
    int[] patterns = new int[values.length];
    for (int i = 0; i < patterns.length; i++) {
      patterns[i] = (bytes[2 * i] & 0xFF) | (bytes[2 * i + 1] & 0xFF) << 8;
    }
    return patterns;
  }

  private static String hex(VectorType type, double... values) {
    return HexFormat.of().formatHex(type.encode(values));
  }
}
