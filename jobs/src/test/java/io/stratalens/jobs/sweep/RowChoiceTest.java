package io.stratalens.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.jobs.prompts.RowRanges;
import io.stratalens.jobs.sweep.RowChoice.Ranges;
import io.stratalens.jobs.sweep.RowChoice.Rows;
import io.stratalens.jobs.sweep.RowChoice.Split;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowChoiceTest {
  @Test
  void rangesHaveBothEndsAndMayBeOpen() {
    assertThat(RowRanges.parse("3-5, 1,4-4,8-").resolve("d", 10)).containsExactly(1, 3, 4, 5, 8, 9);
    assertThat(RowRanges.parse("0").resolve("d", 1)).containsExactly(0);
  }

  @Test
  void rowsAsTextChooseTheSameRows() {
    assertThat(RowRanges.text(new int[] {0, 1, 2, 5, 7, 8})).isEqualTo("0-2,5,7-8");
    int[] rows = new Split(0.4, 5).resolve("d", 199).test();
    assertThat(RowRanges.parse(RowRanges.text(rows)).resolve("d", 199)).isEqualTo(rows);
  }

  @Test
  void aRowThatTheDataSetLacksIsRefused() {
    assertThatThrownBy(() -> RowRanges.parse("3-10").resolve("d", 10))
        .hasMessageContainingAll("'3-10'", "data set d", "10 rows", "no row 10");
    assertThatThrownBy(() -> RowRanges.parse("12-").resolve("d", 10))
        .hasMessageContaining("no row 12");
  }

  @Test
  void aRowOfBothSidesIsRefused() {
    Ranges ranges = new Ranges(RowRanges.parse("0-80"), RowRanges.parse("80-99"));
    assertThatThrownBy(() -> ranges.resolve("d", 200)).hasMessageContainingAll("d", "row 80");
  }

  @Test
  void aSplitUsesEveryRowOnceAndFollowsItsSeed() {
    for (int rows : new int[] {3, 10, 199}) {
      Rows chosen = new Split(0.4, 5).resolve("d", rows);
      assertThat(chosen.vector()).hasSize((int) (0.4 * rows)).isSorted();
      assertThat(chosen.test()).isSorted();
      assertThat(IntStream.concat(IntStream.of(chosen.vector()), IntStream.of(chosen.test())))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, rows).boxed().toList());
    }
    int[] first = new Split(0.4, 5).resolve("d", 199).vector();
    assertThat(new Split(0.4, 5).resolve("d", 199).vector()).isEqualTo(first);
    assertThat(new Split(0.4, 6).resolve("d", 199).vector()).isNotEqualTo(first);
  }

  @Test
  void aSplitThatLeavesOneSideEmptyIsRefused() {
    assertThatThrownBy(() -> new Split(0.4, 1).resolve("d", 2)).hasMessageContaining("2 rows");
    assertThatThrownBy(() -> new Split(0, 1)).hasMessageContaining("0.0");
    assertThatThrownBy(() -> new Split(Double.NaN, 1)).hasMessageContaining("NaN");
  }
}
