package io.stratalens.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.tables.TableDefinition;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.jobs.testing.Checkout;
import io.stratalens.jobs.testing.SecondProcess;
import io.stratalens.jobs.testing.Stored;
import io.stratalens.jobs.testing.SweepPlanFile;
import io.stratalens.jobs.testing.TestSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command that writes, told to end at moments that nobody chose, until it gets through. */
@Tag("soak")
class TerminatedCommandsTest {
  private static final long FIRST_MILLIS = 1_000;
  private static final long STEP_MILLIS = 4_000;

  @TempDir private Path folder;
  private final Path warehouse = TestSpark.warehouse();
  private final Random random = new Random(8);

  @Test
  void commandsThatAreToldToEndAtAnyMomentEndInASentenceAndGoOnAsIfNothingHadHappened()
      throws Exception {
    Path plan =
        SweepPlanFile.of("mood-llama")
            .put("name", "ended")
            .put("sites", "ln2_out,resid_post")
            .put("multipliers", List.of(-1, 0, 1))
            .put("controls", 1)
            .dataset("mood-word", "80-95")
            .write(folder);
    List<List<String>> commands =
        List.of(
            List.of(
                "capture",
                "--model",
                Checkout.model("mood-llama").toString(),
                "--prompts",
                Checkout.root().resolve("data/prompts/mood.txt").toString(),
                "--run-id",
                "ended",
                "--chunk-prompts",
                "2"),
            List.of("lens", "--run", "ended", "--top-k", "3"),
            List.of("sweep", "--plan", plan.toString(), "--chunk-prompts", "4"),
            List.of("maintain"));
    Path calm = TestSpark.warehouse();
    String sweep = "";
    for (List<String> command : commands) {
      endUntilItGetsThrough(command);
      Sweeping undisturbed = Sweeping.command(calm, command.toArray(String[]::new));
      assertThat(undisturbed.exitCode()).as(undisturbed.messages()).isZero();
      sweep = command.get(0).equals("sweep") ? undisturbed.runId() : sweep;
    }

    for (TableDefinition table : List.of(Tables.PROMPTS, Tables.ACTIVATIONS, Tables.LENS)) {
      assertLikeUndisturbed(calm, table, "ended");
    }
    assertLikeUndisturbed(calm, Tables.PROPENSITIES, sweep);
    assertLikeUndisturbed(calm, Tables.STEERABILITY, sweep);
  }

  /** A little later each time: in the start of Spark, in work, in commits, at the end. */
  private void endUntilItGetsThrough(List<String> command) throws Exception {
    String[] arguments =
        Stream.concat(command.stream(), Stream.of("--warehouse", warehouse.toString()))
            .toArray(String[]::new);
    int exitCode = -1;
    for (long millis = FIRST_MILLIS; exitCode != 0; millis += STEP_MILLIS) {
      SecondProcess process = SecondProcess.start(folder, arguments);
      Thread.sleep(millis + random.nextLong(STEP_MILLIS));
      process.terminate();
      exitCode = process.exitCode();
      assertThat(exitCode).as(process.said()).isIn(0, 128 + 15);
      assertThat(process.said()).doesNotContain("\tat ", "Exception", "Error:", "fatal error");
    }
  }

  private void assertLikeUndisturbed(Path calm, TableDefinition table, String runId) {
    assertThat(Stored.rows(warehouse, table, runId))
        .hasSameSizeAs(Stored.rows(calm, table, runId))
        .isNotEmpty();
    assertThat(Stored.contents(warehouse, table, runId))
        .isEqualTo(Stored.contents(calm, table, runId))
        .doesNotHaveDuplicates();
  }
}
