package io.stratalens.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stratalens.jobs.delta.DeltaTables;
import io.stratalens.jobs.delta.TableCommits;
import io.stratalens.jobs.delta.TableTarget;
import io.stratalens.jobs.delta.TableWriter;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.jobs.testing.Stored;
import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.sweep.SweepPositions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Propensities made by hand, through the tables, to what they say. */
class CellStatisticsTest {
  private static final CellKey CELL = CellKey.label(3, Site.LN2_OUT, SweepPositions.ALL);

  private final Path warehouse = TestSpark.warehouse();
  private final DeltaTables tables = new DeltaTables(warehouse, new Configuration());

  @Test
  void rowsOfTheTableBecomeARowOfSteerability() {
    double[] multipliers = {1, -1, 0};
    // Slopes 2, 3 and -1; the mean curve is 4/3 m + 1.
    write(CELL, multipliers, new double[][] {{3, -1, 1}, {4, -2, 1}, {0, 2, 1}});
    // Directions with mean slopes 0.5, -0.5 and 2.
    write(CELL.random(1), multipliers, same(0.5));
    write(CELL.random(2), multipliers, same(-0.5));
    write(CELL.random(3), multipliers, same(2));

    Row row = steerability();

    assertThat(row.<Integer>getAs("samples")).isEqualTo(3);
    assertThat(row.<Integer>getAs("layer")).isEqualTo(3);
    assertThat(row.<String>getAs("site")).isEqualTo("ln2_out");
    assertThat(row.<String>getAs("positions")).isEqualTo("all");
    assertThat(row.<String>getAs("vector")).isEqualTo("label");
    assertThat(value(row, "slope")).isCloseTo(4 / 3.0, within(1e-12));
    assertThat(value(row, "intercept")).isCloseTo(1, within(1e-12));
    // Student's t of 2 degrees of freedom times the standard error of 2, 3 and -1.
    double half = 4.302652729749464 * Math.sqrt(13 / 3.0 / 3);
    assertThat(value(row, "ci_low")).isCloseTo(4 / 3.0 - half, within(1e-9));
    assertThat(value(row, "ci_high")).isCloseTo(4 / 3.0 + half, within(1e-9));
    assertThat(value(row, "r2")).isCloseTo(1, within(1e-12));
    assertThat(value(row, "rho")).isEqualTo(1);
    assertThat(row.<Boolean>getAs("monotone")).isTrue();
    assertThat(value(row, "anti_steerable_fraction")).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(value(row, "label_top_share")).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(value(row, "control_mean")).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(value(row, "control_sd")).isCloseTo(Math.sqrt(19 / 12.0), within(1e-12));
    assertThat(value(row, "control_max")).isCloseTo(2, within(1e-12));
    assertThat(row.<Integer>getAs("control_n")).isEqualTo(3);
    assertThat(row.<Integer>getAs("control_rank")).isEqualTo(2);
    assertThat(SweptRows.of(propensities().rows("r"))).isEqualTo(new SweptRows(4 * 9, 4 * 6));
  }

  @Test
  void whatNobodyKnowsIsNull() {
    write(CELL, new double[] {-1, 1}, new double[][] {{1, 1}});

    Row row = steerability();

    assertThat(value(row, "slope")).isZero();
    assertThat(
            List.of(
                "ci_low",
                "ci_high",
                "r2",
                "rho",
                "label_top_share",
                "control_mean",
                "control_sd",
                "control_max",
                "control_n",
                "control_rank"))
        .allMatch(column -> row.isNullAt(row.fieldIndex(column)));
  }

  /** As a vector of zeros has it, and random directions of its norm. */
  @Test
  void aCurveThatStandsStillHasNoDirectionAndTheLastRank() {
    double[] multipliers = {-1, 0.3, 1.1};
    double[][] still = {{0.1, 0.1, 0.1}, {-0.7, -0.7, -0.7}};
    write(CELL, multipliers, still);
    write(CELL.random(1), multipliers, still);
    write(CELL.random(2), multipliers, still);

    Row row = steerability();

    assertThat(value(row, "slope")).isZero();
    assertThat(value(row, "anti_steerable_fraction")).isZero();
    assertThat(row.<Boolean>getAs("monotone")).isFalse();
    assertThat(List.of("r2", "rho")).allMatch(column -> row.isNullAt(row.fieldIndex(column)));
    assertThat(row.<Integer>getAs("control_rank")).isEqualTo(3);
  }

  @Test
  void aSweepThatAddedAVectorForNoRowIsNone() {
    assertThatThrownBy(() -> new SweptRows(2, 0))
        .hasMessageContaining("no vector was added for any of its rows: 2 rows");
  }

  private static double value(Row row, String column) {
    return row.<Double>getAs(column);
  }

  private static double[][] same(double slope) {
    double[] curve = {slope, -slope, 0};
    return new double[][] {curve, curve, curve};
  }

  /** Writes propensities [samples, multipliers]; at 0 all samples but one have a label on top. */
  private void write(CellKey cell, double[] multipliers, double[][] propensities) {
    TableTarget table = tables.ensure(Tables.PROPENSITIES);
    try (BufferAllocator memory = new RootAllocator();
        TableWriter writer = TableWriter.open(table, Map.of("run_id", "r", "dataset", "d"))) {
      PropensityRows rows = new PropensityRows(writer, memory);
      for (int sample = 0; sample < propensities.length; sample++) {
        for (int i = 0; i < multipliers.length; i++) {
          Optional<Boolean> top = multipliers[i] == 0 ? Optional.of(sample != 1) : Optional.empty();
          rows.add(
              new Propensity(
                  80 + sample, cell, multipliers[i], propensities[sample][i] + 5, 5, top));
        }
      }
      rows.flush();
      TableCommits.append(table, writer.finish(), "r/" + cell.vector());
    }
  }

  private PropensityTable propensities() {
    return new PropensityTable(TestSpark.session(), tables.target(Tables.PROPENSITIES));
  }

  private Row steerability() {
    PropensityTable propensities = propensities();
    TableCommits.appendRows(
        tables.ensure(Tables.STEERABILITY),
        SteerabilityRows.of(
            "r",
            CellStatistics.of(propensities.rows("r").filter("vector = 'label'")),
            ControlSlopes.of(propensities.rows("r").filter("vector <> 'label'"))),
        "r/steerability");
    List<Row> rows = Stored.rows(warehouse, Tables.STEERABILITY, "r");
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }
}
