package io.stratalens.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.sweep.SweepSlopes.Where;
import io.stratalens.udfs.steerability.ControlStatistics;
import io.stratalens.udfs.steerability.PropensityCurves;
import io.stratalens.udfs.steerability.Steerability;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SweepWordsTest {
  @Test
  void oneDirectionAloneIsToldToHaveNoInterval() {
    assertThat(SweepWords.control(List.of(cell(0.5), cell(3), cell())))
        .isEqualTo(
            "Random directions of the same norm were swept at 2 of 3 cells: one direction alone has"
                + " no interval of a mean slope for zero to lie inside, and the label vector's slope"
                + " is larger than that of every direction at 1.");
  }

  @Test
  void intervalsThatHoldZeroAreCounted() {
    assertThat(SweepWords.control(List.of(cell(-0.5, 0.6), cell(3, 3.01), cell(-1, 1), cell())))
        .contains("swept at 3 of 4 cells")
        .contains("zero lies inside the 95% interval of their mean slope at 2 of them")
        .contains("larger than that of every direction at 1.");
  }

  /** A label vector of slope 1 beside random directions of these slopes. */
  private static ReportedCell cell(double... slopes) {
    PropensityCurves curves =
        new PropensityCurves(new double[] {0, 1}, new double[][] {{0, 0.9}, {0, 1.1}});
    return new ReportedCell(
        "d",
        3,
        Where.of("resid_post", "last"),
        Steerability.of(curves, new boolean[2]),
        slopes.length == 0 ? Optional.empty() : Optional.of(ControlStatistics.of(1, slopes)));
  }
}
