package io.stratalens.jobs.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.stratalens.jobs.tables.Tables;
import io.stratalens.jobs.testing.Checkout;
import io.stratalens.jobs.testing.SecondProcess;
import io.stratalens.jobs.testing.Stored;
import io.stratalens.jobs.testing.TestSpark;
import io.stratalens.jobs.warehouse.StoredVector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own that is killed between chunks and started again. */
@Tag("soak") // two minutes; a capture that is killed: KilledCaptureTest
class KilledVectorsTest {
  private static final int CHUNKS = 13; // 200 rows are 400 prompts, 32 a chunk

  @TempDir private Path folder;

  @Test
  void startedAgainItGoesOnWithTheSameCaptureAndEndsAsIfNothingHadHappened() throws Exception {
    Path killed = TestSpark.warehouse();
    assertThat(vectors(killed).killOnce(() -> commits(killed) >= 2)).isTrue();

    SecondProcess again = vectors(killed);
    assertThat(again.exitCode()).as(again.said()).isZero();

    assertThat(again.said()).contains("of " + CHUNKS + " chunks are there already");
    Path calm = TestSpark.warehouse();
    StoredVector vector =
        TestVectors.of(Checkout.model("mood-llama"), "mood-word")
            .rows("0-199")
            .layers("3")
            .make(calm)
            .get(0);
    String run = vector.runId().orElseThrow();
    for (var table : List.of(Tables.PROMPTS, Tables.ACTIVATIONS)) {
      assertThat(Stored.contents(killed, table, run))
          .isEqualTo(Stored.contents(calm, table, run))
          .hasSize(400);
    }
    assertThat(Stored.contents(killed, Tables.STEERING_VECTORS, run))
        .isEqualTo(Stored.contents(calm, Tables.STEERING_VECTORS, run))
        .hasSize(1);
  }

  private SecondProcess vectors(Path warehouse) {
    return SecondProcess.start(
        folder,
        "vectors",
        "--model",
        Checkout.model("mood-llama").toString(),
        "--dataset",
        Checkout.root().resolve("data/datasets/mood-word.jsonl").toString(),
        "--warehouse",
        warehouse.toString(),
        "--rows",
        "0-199",
        "--layers",
        "3");
  }

  /** Commits to the table chunks, its creation apart. */
  private static long commits(Path warehouse) {
    Path log = warehouse.resolve("chunks/_delta_log");
    if (!Files.isDirectory(log)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(log)) {
      return files.filter(file -> file.toString().endsWith(".json")).count() - 1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
