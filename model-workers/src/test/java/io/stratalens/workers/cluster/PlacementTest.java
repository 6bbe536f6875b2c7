package io.stratalens.workers.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.engine.StageSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementTest {
  @Test
  void devicesOfOneExecutorTakeConsecutiveStages() {
    Map<String, List<StageAssignment>> placed =
        Placement.of(plan(4), 1, Map.of("1", 2, "0", 2), Map.of());

    assertThat(placed.get("0")).extracting(StageAssignment::stage).containsExactly(0, 1);
    assertThat(placed.get("1")).extracting(StageAssignment::stage).containsExactly(2, 3);
  }

  @Test
  void executorTenComesAfterExecutorTwo() {
    Map<String, List<StageAssignment>> placed =
        Placement.of(plan(2), 1, Map.of("10", 1, "2", 1), Map.of());

    assertThat(placed.get("2")).extracting(StageAssignment::stage).containsExactly(0);
  }

  @Test
  void aReplacementTakesWhatWasLostAndNothingElseMoves() {
    Map<String, List<StageAssignment>> before =
        new HashMap<>(Placement.of(plan(3), 1, Map.of("0", 1, "1", 1, "2", 1), Map.of()));
    before.remove("1");

    Map<String, List<StageAssignment>> after =
        Placement.of(plan(3), 1, Map.of("0", 1, "2", 1, "3", 1), before);

    assertThat(after.get("0")).isEqualTo(before.get("0"));
    assertThat(after.get("2")).isEqualTo(before.get("2"));
    assertThat(after.get("3")).extracting(StageAssignment::stage).containsExactly(1);
  }

  @Test
  void everyStageOfEveryPipelineHasOneDeviceWhateverComesAndGoes() {
    Random random = new Random(3);
    for (int trial = 0; trial < 500; trial++) {
      int stages = 1 + random.nextInt(12);
      int replicas = 1 + random.nextInt(4);
      Map<String, Integer> devices = devices(random, stages * replicas, 0);
      Map<String, List<StageAssignment>> placed =
          Placement.of(plan(stages), replicas, devices, Map.of());
      assertWhole(placed, devices, stages, replicas);
      assertConsecutive(placed, stages);

      Map<String, List<StageAssignment>> left = new HashMap<>(placed);
      Map<String, Integer> live = new HashMap<>(devices);
      String lost = List.copyOf(devices.keySet()).get(random.nextInt(devices.size()));
      left.remove(lost);
      live.remove(lost);
      live.putAll(devices(random, stages * replicas, 100));
      Map<String, List<StageAssignment>> after = Placement.of(plan(stages), replicas, live, left);
      assertWhole(after, live, stages, replicas);
      left.forEach((executor, own) -> assertThat(after.get(executor)).containsAll(own));
    }
  }

  @Test
  void aPipelineLeavesAnExecutorOnlyWhereItsDevicesEnd() {
    Random random = new Random(4);
    for (int trial = 0; trial < 200; trial++) {
      int each = 1 + random.nextInt(8);
      int perPipeline = 1 + random.nextInt(3);
      int replicas = 1 + random.nextInt(3);
      int stages = each * perPipeline;
      Map<String, Integer> devices = new HashMap<>();
      for (int executor = 0; executor < perPipeline * replicas; executor++) {
        devices.put(String.valueOf(executor), each);
      }
      Map<String, List<StageAssignment>> placed =
          Placement.of(plan(stages), replicas, devices, Map.of());

      placed
          .values()
          .forEach(
              own ->
                  assertThat(own)
                      .extracting(StageAssignment::replica)
                      .containsOnly(own.get(0).replica()));
      assertThat(placed.values()).allMatch(own -> own.size() == each);
    }
  }

  @Test
  void tooFewDevicesAreRefused() {
    assertThatThrownBy(() -> Placement.of(plan(4), 2, Map.of("0", 4, "1", 3), Map.of()))
        .isInstanceOf(StratalensException.class)
        .hasMessageContaining("too few devices");
  }

  /** Each executor's devices, in order, hold stages that follow each other. */
  private static void assertConsecutive(Map<String, List<StageAssignment>> placed, int stages) {
    placed.forEach(
        (executor, own) -> {
          for (int i = 1; i < own.size(); i++) {
            assertThat(own.get(i).device()).isEqualTo(own.get(i - 1).device() + 1);
            assertThat(flat(own.get(i), stages)).isEqualTo(flat(own.get(i - 1), stages) + 1);
          }
        });
  }

  private static int flat(StageAssignment stage, int stages) {
    return stage.replica() * stages + stage.stage();
  }

  private static void assertWhole(
      Map<String, List<StageAssignment>> placed,
      Map<String, Integer> devices,
      int stages,
      int replicas) {
    Set<List<Integer>> found = new HashSet<>();
    Set<String> slots = new HashSet<>();
    placed.forEach(
        (executor, own) ->
            own.forEach(
                stage -> {
                  assertThat(stage.device()).isBetween(0, devices.get(executor) - 1);
                  assertThat(slots.add(executor + "/" + stage.device())).isTrue();
                  assertThat(found.add(List.of(stage.replica(), stage.stage()))).isTrue();
                }));
    assertThat(found).hasSize(stages * replicas);
  }

  private static Map<String, Integer> devices(Random random, int wanted, int firstId) {
    Map<String, Integer> devices = new HashMap<>();
    int id = firstId;
    for (int total = 0; total < wanted; id++) {
      int own = 1 + random.nextInt(8);
      devices.put(String.valueOf(id), own);
      total += own;
    }
    return devices;
  }

  private static List<StageSlice> plan(int stages) {
    return new ArrayList<>(
        IntStream.range(0, stages)
            .mapToObj(i -> new StageSlice(i, i + 1, i == 0, i == stages - 1))
            .toList());
  }
}
