package io.stratalens.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.selection.LayerSelection;
import io.stratalens.workers.selection.PositionSelection;
import io.stratalens.workers.selection.Site;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PlanJobTest {
  // Llama-3.1-8B: values of the embedding, which the head has too, and of one layer.
  private static final long EMBEDDING = 128_256L * 4096;
  private static final long LAYER =
      2L * 4096 * 4096 + 2L * 1024 * 4096 + 3L * 14_336 * 4096 + 2L * 4096;

  @Test
  void theHeadTakesFourBytesAValueWhateverTheStoredWidth() {
    List<String> lines = plan("llama-3.1-8b", 2);

    assertThat(lines)
        .filteredOn(line -> line.startsWith("stage 0"))
        .singleElement()
        .asString()
        .contains(bytes(2 * (EMBEDDING + 16 * LAYER)) + " bytes as stored,");
    assertThat(lines)
        .filteredOn(line -> line.startsWith("stage 1"))
        .singleElement()
        .asString()
        .contains(
            bytes(2 * 16 * LAYER + 4 * (EMBEDDING + 4096))
                + " bytes as stored but for final norm and unembedding in float32, "
                + bytes(4 * (16 * LAYER + EMBEDDING + 4096))
                + " in float32");
  }

  @Test
  void everyStageOfEveryPipelineIsOnADeviceOfItsOwn() {
    List<String> lines =
        plan("llama-3.1-8b", 3, new PlanDevices(true, OptionalLong.empty(), 2, 2, 64));

    assertThat(lines)
        .filteredOn(line -> line.startsWith("device "))
        .extracting(line -> line.substring(0, line.indexOf(" bytes")).replaceAll(": [0-9,]+$", ""))
        .containsExactly(
            "device       executor 0, GPU 0: replica 0, stage 0",
            "device       executor 0, GPU 1: replica 0, stage 1",
            "device       executor 1, GPU 0: replica 0, stage 2",
            "device       executor 1, GPU 1: replica 1, stage 0",
            "device       executor 2, GPU 0: replica 1, stage 1",
            "device       executor 2, GPU 1: replica 1, stage 2");
  }

  @Test
  void aDeviceIsToldWhatItHolds() {
    List<String> lines =
        plan("llama-3.1-8b", 2, new PlanDevices(true, OptionalLong.empty(), 1, 1, 64));

    long frame = 64 * 4096 * 2;
    long weights = 2 * 16 * LAYER + 4 * (EMBEDDING + 4096);
    long kept = 16 * 64 * 4096 * 2;
    long workspace = 2 * frame + Math.max(64 * 2 * (2 * 4096 + 3 * 14_336), 2 * kept);
    assertThat(lines)
        .contains(
            "device       executor 1, GPU 0: replica 0, stage 1: "
                + bytes(weights + 4 * EMBEDDING)
                + " bytes at most: weights "
                + bytes(weights)
                + ", kept "
                + bytes(kept)
                + ", links 0, cache 0, workspace "
                + bytes(workspace)
                + "; while loading "
                + bytes(weights + 4 * EMBEDDING));
  }

  @Test
  void llama70bFitsTwoDevicesOfEightyGibibytesAndNotOne() {
    assertThat(plan("llama-3.1-70b", 2, gpus(80))).isNotEmpty();
    long embedding = 128_256L * 8192;
    long layer = 2L * 8192 * 8192 + 2L * 1024 * 8192 + 3L * 28_672 * 8192 + 2L * 8192;
    long need = 2 * (embedding + 80 * layer) + 4 * (2 * embedding + 8192);

    assertThatThrownBy(() -> plan("llama-3.1-70b", 1, gpus(80)))
        .isInstanceOf(StratalensException.class)
        .hasMessage(
            "Cannot place stage 0 with layers 0-79 because it needs %s bytes and a GPU has %s: %s too"
                + " few. Use --stages 2, the fewest that fit.",
            bytes(need), bytes(80L << 30), bytes(need - (80L << 30)));
  }

  @Test
  void onCpusTheSameModelNeedsMoreStages() {
    PlanDevices cpus = new PlanDevices(false, OptionalLong.of(80L << 30), 1, 1, 1024);

    assertThatThrownBy(() -> plan("llama-3.1-70b", 2, cpus))
        .hasMessageContaining("a CPU has")
        .hasMessageContaining("Use --stages 4, the fewest that fit.");
    assertThat(plan("llama-3.1-70b", 4, cpus)).isNotEmpty();
  }

  @Test
  void devicesThatNoStageFitsAreRefusedWithWhatElseToDo() {
    assertThatThrownBy(() -> plan("llama-3.1-70b", 80, gpus(1)))
        .isInstanceOf(StratalensException.class)
        .hasMessageContaining("stage 79 with layers 79-79")
        .hasMessageContaining("No number of stages fits")
        .hasMessageEndingWith(".");
  }

  @Test
  void cachesOfAGenerationAreCounted() {
    PlannedCaches caches =
        new PlannedCaches(8, OptionalInt.empty(), OptionalInt.of(64), OptionalInt.of(1500));

    // 1,499 positions are read, padded to a multiple of eight; keys and values of 8 heads of 128.
    long cache = 8 * 1504 * 2 * 1024 * 2 * 32L;
    assertThat(plan("llama-3.1-8b", 1, gpus(80), Optional.of(caches)))
        .contains(
            "generation   1 microbatches of 8 rows in progress, each row with keys and values of 1,504"
                + " positions")
        .filteredOn(line -> line.startsWith("device "))
        .singleElement()
        .asString()
        .contains(", cache " + bytes(cache) + ",");
    PlannedCaches three =
        new PlannedCaches(8, OptionalInt.of(3), OptionalInt.of(64), OptionalInt.of(1500));
    assertThat(plan("llama-3.1-8b", 1, gpus(80), Optional.of(three)))
        .anyMatch(line -> line.startsWith("generation   3 microbatches of 8 rows in progress"))
        .anyMatch(line -> line.contains(", cache " + bytes(3 * cache) + ","));
    // Without prompts and without --context all that the model takes.
    PlannedCaches whole =
        new PlannedCaches(1, OptionalInt.empty(), OptionalInt.of(64), OptionalInt.empty());
    assertThat(plan("llama-3.1-8b", 1, gpus(80), Optional.of(whole)))
        .contains(
            "generation   1 microbatches of 1 rows in progress, each row with keys and values of"
                + " 131,072 positions");
  }

  @Test
  void rowsWhoseCachesDoNotFitAreRefusedWithTheMostThatDo() {
    OptionalInt generate = OptionalInt.of(64);
    OptionalInt context = OptionalInt.of(8192);
    // Of the two stages the second, with the head in float32, has less left: 71 rows of 512 MiB
    // in each of two microbatches.
    long weights = 2 * 16 * LAYER + 4 * (EMBEDDING + 4096);
    long kept = 16 * 1024 * 4096 * 2;
    long workspace = 2 * 1024 * 4096 * 2 + Math.max(1024 * 2 * (2 * 4096 + 3 * 14_336), 2 * kept);
    long room = (80L << 30) - weights - kept - workspace;

    assertThat(
            plan(
                "llama-3.1-8b",
                2,
                gpus(80),
                Optional.of(new PlannedCaches(71, OptionalInt.empty(), generate, context))))
        .isNotEmpty();
    for (int rows : new int[] {72, 600}) {
      PlannedCaches caches = new PlannedCaches(rows, OptionalInt.empty(), generate, context);
      assertThatThrownBy(() -> plan("llama-3.1-8b", 2, gpus(80), Optional.of(caches)))
          .isInstanceOf(StratalensException.class)
          .hasMessage(
              "Cannot hold the keys and values of the rows in progress because they take %s bytes"
                  + " and a GPU has %s left for them: --rows %d. Use --rows 71, the most that fit.",
              bytes(2 * rows * 8192L * 2 * 1024 * 2 * 16), bytes(room), rows);
    }
  }

  @Test
  void aContextBeyondTheModelsIsRefused() {
    PlannedCaches beyond =
        new PlannedCaches(1, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(131_073));

    assertThatThrownBy(() -> plan("llama-3.1-8b", 1, gpus(80), Optional.of(beyond)))
        .hasMessageContaining("context of 131072: 131073 tokens");
  }

  private static PlanDevices gpus(long gibibytes) {
    return new PlanDevices(true, OptionalLong.of(gibibytes << 30), 1, 1, 1024);
  }

  private static String bytes(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static List<String> plan(String shape, int stages) {
    return plan(shape, stages, new PlanDevices(true, OptionalLong.empty(), 1, 1, 1024));
  }

  private static List<String> plan(String shape, int stages, PlanDevices devices) {
    return plan(shape, stages, devices, Optional.empty());
  }

  private static List<String> plan(
      String shape, int stages, PlanDevices devices, Optional<PlannedCaches> caches) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    new PlanJob(
            () -> {
              throw new AssertionError("Nothing here needs Spark");
            },
            new PrintStream(printed, true, StandardCharsets.UTF_8))
        .run(
            new PlanOrder(
                Optional.empty(),
                Optional.of(shape),
                Optional.empty(),
                LayerSelection.parse("all"),
                List.of(Site.RESID_POST),
                PositionSelection.parse("all"),
                Optional.empty(),
                stages,
                devices,
                caches));
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
