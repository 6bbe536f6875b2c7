package io.stratalens.jobs.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.tables.TableDefinition;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.jobs.testing.Checkout;
import io.stratalens.jobs.testing.LocalCluster;
import io.stratalens.jobs.testing.SecondProcess;
import io.stratalens.jobs.testing.Stored;
import io.stratalens.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stages on executors in JVMs of their own. */
class ClusterPipelineTest {
  private static final List<TableDefinition> WRITTEN = List.of(Tables.PROMPTS, Tables.ACTIVATIONS);
  private static final int CHUNKS = 12;

  @TempDir private Path folder;
  private final Path warehouse = TestSpark.warehouse();
  private Path prompts;

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
  void stagesOnExecutorsGiveTheBitsOfOneProcess() throws Exception {
    assertDone(capture("one", "mood-llama", 3, "--stages", "1", "--replicas", "1"));
    assertDone(capture("three", "mood-llama", 3, "--stages", "3"));

    assertSame("three", "one");
  }

  private SecondProcess capture(String run, String model, int executors, String... more) {
    List<String> arguments = new ArrayList<>(List.of("capture"));
    arguments.addAll(LocalCluster.flags(executors));
    arguments.addAll(
        List.of(
            "--model",
            Checkout.model(model).toString(),
            "--prompts",
            prompts.toString(),
            "--warehouse",
            warehouse.toString(),
            "--run-id",
            run,
            "--sites",
            "attn_out,resid_post",
            "--chunk-prompts",
            "4",
            "--batch-tokens",
            "64"));
    arguments.addAll(List.of(more));
    return SecondProcess.start(folder, arguments.toArray(String[]::new));
  }

  private static void assertDone(SecondProcess process) throws InterruptedException {
    assertThat(process.exitCode()).as(process.said()).isZero();
  }

  private void assertSame(String run, String undisturbed) {
    assertThat(Stored.rows(warehouse, Tables.CHUNKS, run)).hasSize(CHUNKS);
    for (TableDefinition table : WRITTEN) {
      List<String> expected = Stored.contents(warehouse, table, undisturbed);
      assertThat(expected).isNotEmpty().doesNotHaveDuplicates();
      assertThat(Stored.contents(warehouse, table, run)).isEqualTo(expected);
      assertThat(Stored.rows(warehouse, table, run)).hasSameSizeAs(expected);
    }
  }
}
