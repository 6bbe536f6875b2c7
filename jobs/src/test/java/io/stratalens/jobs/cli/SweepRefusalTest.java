package io.stratalens.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.testing.Checkout;
import io.stratalens.jobs.testing.SweepPlanFile;
import io.stratalens.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans that cannot be swept: one sentence, exit code 2 and nothing written. */
class SweepRefusalTest {
  @TempDir private Path folder;
  private final Path warehouse = TestSpark.warehouse().resolve("none");

  @Test
  void aLayerThatTheModelLacksIsRefused() {
    refused(words().put("layers", "3,8"), "'3,8'", "8 layers, 0 to 7", "layer 8");
  }

  @Test
  void aSiteThatDoesNotExistIsRefused() {
    refused(words().put("sites", "resid_past"), "resid_past", "plan");
  }

  @Test
  void positionsThatAreNeitherLastNorAllAreRefused() {
    refused(words().put("positions", "last:2"), "last:2", "not one of last, all");
  }

  @Test
  void aDataSetTwiceIsRefused() {
    refused(words().dataset("mood-word", "80-89"), "datasets", "one twice: mood-word");
  }

  @Test
  void rowsThatMakeTheVectorAndTestItAreRefused() {
    refused(plan().dataset("mood-word", "79-90"), "mood-word", "row 79", "'0-79'", "'79-90'");
  }

  @Test
  void rowsThatTheDataSetLacksAreRefused() {
    refused(plan().dataset("mood-word", "80-200"), "mood-word", "200 rows", "row 200");
  }

  @Test
  void aLabelOfSeveralTokensIsRefused() throws IOException {
    Path rows = folder.resolve("long.jsonl");
    Files.writeString(
        rows,
        """
        {"question": "The soup was", "answer_matching_behavior": " happy", "answer_not_matching_behavior": " bad"}
        {"question": "The soup was", "answer_matching_behavior": " happy and neat", "answer_not_matching_behavior": " bad"}
        """);
    Path plan = Files.writeString(folder.resolve("plan.json"), ownPlan(rows));

    refused(plan, "row 1 (long.jsonl:2)", "' happy and neat'", "not one token after the prompt");
  }

  @Test
  void aDataSetWithoutRowsIsRefused() throws IOException {
    Path rows = Files.writeString(folder.resolve("empty.jsonl"), "");
    Path plan = Files.writeString(folder.resolve("plan.json"), ownPlan(rows));

    refused(plan, "empty.jsonl", "0");
  }

  @Test
  void aDataSetThatIsNotThereIsRefused() throws IOException {
    Path plan =
        Files.writeString(folder.resolve("plan.json"), ownPlan(folder.resolve("absent.jsonl")));

    refused(plan, "absent.jsonl");
  }

  @Test
  void moreStagesThanLayersAreRefused() {
    String plan = words().write(folder).toString();
    refused(
        Sweeping.command(warehouse, "sweep", "--plan", plan, "--stages", "9"),
        "into 9 stages because it has 8 layers");
  }

  private static String ownPlan(Path rows) {
    return """
        {"name": "own", "model": "%s", "datasets": [{"name": "d", "path": "%s",
         "vector_rows": "0", "test_rows": "1"}]}
        """
        .formatted(Checkout.model("mood-llama"), rows);
  }

  private static SweepPlanFile plan() {
    return SweepPlanFile.of("mood-llama");
  }

  private static SweepPlanFile words() {
    return plan().dataset("mood-word", "80-89");
  }

  private void refused(SweepPlanFile plan, String... named) {
    refused(plan.write(folder), named);
  }

  private void refused(Path plan, String... named) {
    refused(Sweeping.command(warehouse, "sweep", "--plan", plan.toString()), named);
  }

  private void refused(Sweeping sweep, String... named) {
    assertThat(sweep.exitCode()).as(sweep.messages()).isEqualTo(2);
    assertThat(sweep.results()).isEmpty();
    List<String> said =
        sweep.lines().stream().filter(line -> !line.startsWith("Starting Spark")).toList();
    assertThat(said).hasSize(1);
    assertThat(said.get(0)).contains(named);
    assertThat(warehouse).doesNotExist();
  }
}
