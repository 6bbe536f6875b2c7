package io.stratalens.jobs.plan;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.cluster.Placement;
import io.stratalens.workers.cluster.StageAssignment;
import io.stratalens.workers.engine.StageSlice;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.pipeline.PipelinePlan;
import io.stratalens.workers.pipeline.StageMemory;
import io.stratalens.workers.pipeline.StageMemoryModel;
import io.stratalens.workers.pipeline.StagePass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Which device hosts which stage, what each then takes, and whether it fits. */
final class DevicePlan {
  private final ModelConfig config;
  private final PlanDevices devices;
  private final int[] layers;
  private final int sites;
  private final StagePass pass;
  private final int rows;

  /**
   * @param layers the layers of which something is kept
   * @param sites how many sites of each of them
   * @param rows how many rows have the positions that a pass has cached; 0 where it has none
   */
  DevicePlan(
      ModelConfig config, PlanDevices devices, int[] layers, int sites, StagePass pass, int rows) {
    this.config = config;
    this.devices = devices;
    this.layers = layers;
    this.sites = sites;
    this.pass = pass;
    this.rows = rows;
  }

  /** The stages by executor and device. */
  List<PlacedStage> place(List<StageSlice> plan) {
    StageMemoryModel model = new StageMemoryModel(config, devices.gpu());
    List<PlacedStage> placed = new ArrayList<>();
    Placement.fresh(plan, devices.replicas(), devices.executorDevices())
        .forEach(
            (executor, own) -> {
              for (StageAssignment stage : own) {
                StageMemory memory =
                    model.of(
                        stage.slice(),
                        pass,
                        sites * kept(stage.slice()),
                        hosts(own, stage, -1),
                        hosts(own, stage, 1));
                placed.add(new PlacedStage(executor, stage, memory));
              }
            });
    return placed;
  }

  private int kept(StageSlice slice) {
    return (int) Arrays.stream(layers).filter(slice::holds).count();
  }

  private static boolean hosts(List<StageAssignment> own, StageAssignment stage, int step) {
    return own.stream()
        .anyMatch(
            other -> other.replica() == stage.replica() && other.stage() == stage.stage() + step);
  }

  /** Refuses stages of which one is larger than its device, if that is known. */
  void requireFit(List<PlacedStage> placed) {
    if (devices.memory().isEmpty() || fits(placed)) {
      return;
    }
    long memory = devices.memory().getAsLong();
    PlacedStage largest =
        placed.stream().max(Comparator.comparingLong(one -> one.memory().total())).orElseThrow();
    StageSlice slice = largest.stage().slice();
    long need = largest.memory().total();
    if (rows > 0) {
      requireCaches(placed, memory);
    }
    throw StratalensException.invalid(
        "Cannot place stage %d with layers %d-%d because it needs %s bytes and a %s has %s: %s too"
            + " few. %s.",
        largest.stage().stage(),
        slice.first(),
        slice.end() - 1,
        number(need),
        devices.device(),
        number(memory),
        number(need - memory),
        remedy());
  }

  /** Refuses rows where fewer of them would fit. */
  private void requireCaches(List<PlacedStage> placed, long device) {
    StageMemory tightest =
        placed.stream()
            .map(PlacedStage::memory)
            .min(Comparator.comparingLong(one -> rows(one, device)))
            .orElseThrow();
    long most = rows(tightest, device);
    if (most >= 1 && most < rows) {
      throw StratalensException.invalid(
          "Cannot hold the keys and values of the rows in progress because they take %s bytes and a"
              + " %s has %s left for them: --rows %d. Use --rows %d, the most that fit.",
          number(tightest.cache()),
          devices.device(),
          number(tightest.roomForCaches(device)),
          rows,
          most);
    }
  }

  /** How many rows a stage has room for. */
  private long rows(StageMemory stage, long device) {
    return stage.roomForCaches(device) / (stage.cache() / rows);
  }

  private boolean fits(List<PlacedStage> placed) {
    OptionalLong memory = devices.memory();
    return placed.stream().allMatch(one -> one.memory().total() <= memory.orElse(Long.MAX_VALUE));
  }

  private String remedy() {
    OptionalInt fewest =
        IntStream.rangeClosed(1, config.layers())
            .filter(stages -> fits(place(PipelinePlan.balanced(config, stages).stages())))
            .findFirst();
    return fewest.isPresent()
        ? "Use --stages " + fewest.getAsInt() + ", the fewest that fit"
        : "No number of stages fits: keep fewer sites or positions, lower --batch-tokens, or take"
            + " larger devices";
  }

  private static String number(long bytes) {
    return String.format(Locale.ROOT, "%,d", bytes);
  }
}
