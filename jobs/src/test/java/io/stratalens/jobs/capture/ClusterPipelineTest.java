package io.stratalens.jobs.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.tables.TableDefinition;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.jobs.testing.Checkout;
import io.stratalens.jobs.testing.LocalCluster;
import io.stratalens.jobs.testing.SecondProcess;
import io.stratalens.jobs.testing.Stored;
import io.stratalens.jobs.testing.TestCapture;
import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.workers.selection.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stages on executors in JVMs of their own; minutes of work on two cores. */
@Tag("soak")
class ClusterPipelineTest {
  private static final List<TableDefinition> WRITTEN = List.of(Tables.PROMPTS, Tables.ACTIVATIONS);
  private static final Path MODEL = Checkout.model("mood-llama");
  private static final String RUN = "spread";
  private static final int CHUNKS = 12;

  @TempDir private Path folder;
  private final Path warehouse = TestSpark.warehouse();
  private final List<SecondProcess> started = new ArrayList<>();
  private Path prompts;

  @AfterEach
  void endWhatAFailedTestLeft() throws InterruptedException {
    for (SecondProcess process : started) {
      process.killOnce(() -> true);
    }
  }

  @BeforeEach
  void writePrompts() throws IOException {
    Random random = new Random(5);
    prompts =
        Files.write(
            folder.resolve("ids.jsonl"),
            IntStream.range(0, 4 * CHUNKS)
                .mapToObj(i -> random.ints(1 + i * 7 % 40, 3, 500).toArray())
                .map(ids -> "{\"token_ids\": " + Arrays.toString(ids) + "}")
                .toList());
  }

  @Test
  void threeStagesOnExecutorsGiveTheBitsOfOneProcess() throws Exception {
    Path untied = Checkout.shared("fixtures/llama-random");

    SecondProcess process = capture(untied, 3, "--stages", "3");

    assertDone(process);
    assertThat(process.said()).contains("3 stages, 1 pipelines");
    assertLikeOneProcess(untied);
  }

  @Test
  void fourExecutorsAreTwoPipelinesOfTwoStages() throws Exception {
    Path tied = Checkout.shared("fixtures/qwen3-random");

    SecondProcess process = capture(tied, 4, "--stages", "2");

    assertDone(process);
    assertThat(process.said()).contains("2 stages, 2 pipelines");
    assertLikeOneProcess(tied);
  }

  @Test
  void anExecutorThatIsKilledIsReplacedAndItsChunkReplayed() throws Exception {
    SecondProcess process = capture(MODEL, 2, "--stages", "2");

    assertThat(process.await(() -> committed(4))).as(process.said()).isTrue();
    process.signalExecutor("KILL", 1);

    assertDone(process);
    assertThat(process.said())
        .containsPattern(
            "stage \\d \\(layers \\d-\\d\\) on executor 1 failed: the executor was lost")
        .contains("replaying");
    assertLikeOneProcess(MODEL);
  }

  @Test
  void anExecutorThatStandsStillIsReplacedWithinItsTimeout() throws Exception {
    SecondProcess process = capture(MODEL, 2, "--stages", "2");

    assertThat(process.await(() -> committed(4))).as(process.said()).isTrue();
    process.signalExecutor("STOP", 0);

    assertDone(process);
    assertThat(process.said())
        .containsPattern("on executor 0 failed: it said nothing for 6.0 s; replaying");
    assertLikeOneProcess(MODEL);
  }

  @Test
  void aDriverThatIsKilledIsResumedByTheSameCommand() throws Exception {
    assertThat(capture(MODEL, 2, "--stages", "2").killOnce(() -> committed(4))).isTrue();

    SecondProcess again = capture(MODEL, 2, "--stages", "2");

    assertDone(again);
    assertThat(again.said()).contains("of 12 chunks are there already");
    assertLikeOneProcess(MODEL);
  }

  /** Commits to the table chunks, its creation apart. */
  private boolean committed(int chunks) {
    return Files.exists(warehouse.resolve("chunks/_delta_log/%020d.json".formatted(chunks)));
  }

  private SecondProcess capture(Path model, int executors, String... more) {
    List<String> arguments = new ArrayList<>(List.of("capture"));
    arguments.addAll(LocalCluster.flags(executors));
    arguments.addAll(
        List.of(
            "--model",
            model.toString(),
            "--prompts",
            prompts.toString(),
            "--warehouse",
            warehouse.toString(),
            "--run-id",
            RUN,
            "--sites",
            "attn_out,resid_post",
            "--chunk-prompts",
            "4",
            "--batch-tokens",
            "64"));
    arguments.addAll(List.of(more));
    SecondProcess process = SecondProcess.start(folder, arguments.toArray(String[]::new));
    started.add(process);
    return process;
  }

  private static void assertDone(SecondProcess process) throws InterruptedException {
    assertThat(process.exitCode()).as(process.said()).isZero();
  }

  private void assertLikeOneProcess(Path model) {
    TestCapture.of(warehouse, "calm", prompts)
        .model(model)
        .select("all", List.of(Site.ATTN_OUT, Site.RESID_POST), "all")
        .cut(4, 64)
        .run();
    assertThat(Stored.rows(warehouse, Tables.CHUNKS, RUN)).hasSize(CHUNKS);
    for (TableDefinition table : WRITTEN) {
      List<String> expected = Stored.contents(warehouse, table, "calm");
      assertThat(expected).isNotEmpty().doesNotHaveDuplicates();
      assertThat(Stored.contents(warehouse, table, RUN)).isEqualTo(expected);
      assertThat(Stored.rows(warehouse, table, RUN)).hasSameSizeAs(expected);
    }
  }
}
