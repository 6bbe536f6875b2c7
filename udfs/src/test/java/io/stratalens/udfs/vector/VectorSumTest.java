package io.stratalens.udfs.vector;

import static io.stratalens.udfs.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VectorSumTest {
  @ParameterizedTest
  @EnumSource(VectorType.class)
  void everyPatternOfBitsIsAddedAsItIsDecoded(VectorType type) {
    byte[] patterns = new byte[2 * 65536];
    new Random(7).nextBytes(patterns);
    for (int i = 0; type != VectorType.F32 && i < 65536; i++) {
      patterns[2 * i] = (byte) i;
      patterns[2 * i + 1] = (byte) (i >> 8);
    }
    VectorSum sum = new VectorSum();
    sum.add(patterns, type);

    float[] decoded = type.decode(patterns);
    double[] doubles = type.doubles(patterns);
    double[] found = sum.sum().orElseThrow();
    for (int i = 0; i < decoded.length; i++) {
      assertThat(Double.compare(doubles[i], decoded[i])).isZero();
      assertThat(Double.compare(found[i], 0.0 + decoded[i])).isZero();
    }
  }

  @Test
  void negativeZeroKeepsItsSignWhenDecoded() {
    double[] values = VectorType.BF16.doubles(new byte[] {0, (byte) 0x80, 0, 0});
    assertThat(Double.doubleToRawLongBits(values[0])).isEqualTo(Long.MIN_VALUE);
    assertThat(Double.doubleToRawLongBits(values[1])).isZero();
  }

  @Test
  void partsMergeInAnyOrderAndNothingHasNoMean() {
    VectorSum left = new VectorSum();
    left.merge(new VectorSum());
    assertThat(left.mean()).isEmpty();
    VectorSum right = new VectorSum();
    right.add(new double[] {1, 2}, "f32");
    left.merge(right);
    left.merge(new VectorSum());
    left.add(VectorType.F16.encode(new float[] {3, 6}), VectorType.F16);
    assertThat(left.mean()).hasValueSatisfying(mean -> assertThat(mean).containsExactly(2, 4));
    assertThat(left.sum()).hasValueSatisfying(sum -> assertThat(sum).containsExactly(4, 8));
  }

  @Test
  void anotherWidthIsRefusedWithBothWidthsAndDtypes() {
    VectorSum sum = new VectorSum();
    sum.add(new byte[8], VectorType.BF16);
    assertRefused(
        () -> sum.add(new byte[8], VectorType.F32), "4 values of bf16 and 2 values of f32");
    VectorSum part = new VectorSum();
    part.add(new byte[12], VectorType.F32);
    assertRefused(() -> sum.merge(part), "4 values of bf16 and 3 values of f32");
    assertRefused(() -> sum.add(new byte[7], VectorType.BF16), "not a multiple of 2 bytes: 7");
  }

  @Test
  void aContrastNeedsBothClasses() {
    ContrastSum contrast = new ContrastSum();
    contrast.of(true).add(new double[] {4, 1}, "f32");
    assertThat(contrast.difference()).isEmpty();
    ContrastSum part = new ContrastSum();
    part.of(false).add(new double[] {1, 1}, "f32");
    part.of(false).add(new double[] {3, 1}, "f32");
    contrast.merge(part);
    assertThat(contrast.difference())
        .hasValueSatisfying(difference -> assertThat(difference).containsExactly(2, 0));
    part.of(true).add(new byte[2], VectorType.BF16);
    assertRefused(part::difference, "1 values of bf16 (true) and 2 values of f32 (false)");
  }
}
