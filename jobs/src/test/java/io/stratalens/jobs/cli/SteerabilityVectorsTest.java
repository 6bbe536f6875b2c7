package io.stratalens.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.testing.SweepPlanFile;
import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.jobs.warehouse.CommittedViews;
import io.stratalens.jobs.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The view of cells with their vectors. */
@Tag("soak") // two sweeps and a dozen queries take two minutes
class SteerabilityVectorsTest {
  @TempDir private Path folder;
  private final Path warehouse = TestSpark.warehouse();

  @Test
  void everyCellHasTheVectorOfItsOwnSweepWhenADataSetChangesUnderItsName() throws IOException {
    Path file = folder.resolve("mood-word.jsonl");
    List<String> lines = Files.readAllLines(SweepPlanFile.dataset("mood-word"));
    Path plan =
        SweepPlanFile.of("mood-llama")
            .put("layers", "2-3")
            .put("multipliers", List.of(0, 1))
            .put("positions", List.of("last", "all"))
            .dataset("mood-word", file, "198-199")
            .write(folder);
    Files.write(file, lines);
    String first = Sweeping.of(warehouse, plan).runId();
    Set<String> firstVectors = vectorIds("steering_vectors");
    Collections.rotate(lines, 80);
    Files.write(file, lines);
    String second = Sweeping.of(warehouse, plan).runId();
    Set<String> secondVectors = new HashSet<>(vectorIds("steering_vectors"));
    secondVectors.removeAll(firstVectors);

    assertThat(secondVectors).hasSize(2);
    assertThat(cells(first)).hasSize(4).doesNotHaveDuplicates();
    assertThat(cells(second)).hasSize(4).doesNotHaveDuplicates();
    assertThat(vectorIds(view(first))).isEqualTo(firstVectors);
    assertThat(vectorIds(view(second))).isEqualTo(secondVectors);
    assertThat(
            query(
                "SELECT 1 FROM steerability_vectors cells JOIN steering_vectors USING (vector_id)"
                    + " WHERE cells.layer != steering_vectors.layer"))
        .isEmpty();

    // As in a sweep of before the hash was kept.
    query(
        "UPDATE delta.`%s` SET spec = regexp_replace(spec, '\"pairsHash\":\"[0-9a-f]+\",', '')"
            .formatted(warehouse.resolve("runs")));
    assertThat(query("SELECT 1 FROM runs WHERE spec LIKE '%pairsHash%'")).isEmpty();
    assertThat(cells(first)).hasSize(4).doesNotHaveDuplicates();
    assertThat(vectorIds(view(first))).containsExactly((String) null);
    assertThat(
            Sweeping.command(
                    warehouse,
                    "report",
                    "--run",
                    first,
                    "--out",
                    folder.resolve("old.html").toString())
                .exitCode())
        .isZero();
  }

  private List<String> cells(String runId) {
    return query("SELECT concat_ws(' ', dataset, site, layer, positions) FROM " + view(runId))
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static String view(String runId) {
    return "steerability_vectors WHERE run_id = '" + runId + "'";
  }

  private Set<String> vectorIds(String table) {
    return query("SELECT vector_id FROM " + table).stream()
        .map(row -> row.getString(0))
        .collect(Collectors.toSet());
  }

  private List<Row> query(String query) {
    new CommittedViews(new Warehouse(warehouse)).register(TestSpark.session());
    return TestSpark.session().sql(query).collectAsList();
  }
}
