package io.stratalens.workers.cluster;

import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.engine.StageSlice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which device hosts which stage. A stage that is hosted already stays where it is, so that a
 * replacement loads only what was lost; devices of one executor take consecutive stages.
 */
public final class Placement {
  private record Slot(String executor, int device) {}

  private Placement() {}

  /**
   * Stages by executors that host nothing yet and are called 0, 1 and so on: as many as are needed.
   *
   * @param devices how many devices each executor has, at least 1
   */
  public static Map<String, List<StageAssignment>> fresh(
      List<StageSlice> plan, int replicas, int devices) {
    long executors = ((long) plan.size() * replicas + devices - 1) / devices;
    Map<String, Integer> each = new LinkedHashMap<>();
    for (int executor = 0; executor < executors; executor++) {
      each.put(String.valueOf(executor), devices);
    }
    return of(plan, replicas, each, Map.of());
  }

  /**
   * Stages by executors; executors without any are spares.
   *
   * @param devices how many devices each live executor has
   * @param before what each live executor hosts; of stages of the same plan
   */
  static Map<String, List<StageAssignment>> of(
      List<StageSlice> plan,
      int replicas,
      Map<String, Integer> devices,
      Map<String, List<StageAssignment>> before) {
    Map<Slot, StageAssignment> placed = new LinkedHashMap<>();
    List<StageAssignment> wanted = new ArrayList<>();
    for (int replica = 0; replica < replicas; replica++) {
      for (int stage = 0; stage < plan.size(); stage++) {
        wanted.add(new StageAssignment(replica, stage, plan.get(stage), 0));
      }
    }
    before.forEach(
        (executor, stages) ->
            stages.forEach(
                stage -> {
                  if (wanted.removeIf(one -> same(one, stage))) {
                    placed.put(new Slot(executor, stage.device()), stage);
                  }
                }));
    List<String> executors =
        devices.keySet().stream()
            .sorted(Comparator.comparingInt(String::length).thenComparing(name -> name))
            .toList();
    for (String executor : executors) {
      for (int device = 0; device < devices.get(executor) && !wanted.isEmpty(); device++) {
        Slot slot = new Slot(executor, device);
        if (!placed.containsKey(slot)) {
          StageAssignment next = wanted.remove(0);
          placed.put(slot, new StageAssignment(next.replica(), next.stage(), next.slice(), device));
        }
      }
    }
    if (!wanted.isEmpty()) {
      throw StratalensException.failed(
          null, "Cannot place the stages because there are too few devices: for %s", wanted);
    }
    Map<String, List<StageAssignment>> orders = new LinkedHashMap<>();
    executors.forEach(executor -> orders.put(executor, new ArrayList<>()));
    placed.forEach((slot, stage) -> orders.get(slot.executor()).add(stage));
    orders.values().forEach(list -> list.sort(Comparator.comparingInt(StageAssignment::device)));
    return orders;
  }

  private static boolean same(StageAssignment one, StageAssignment other) {
    return one.replica() == other.replica()
        && one.stage() == other.stage()
        && one.slice().equals(other.slice());
  }
}
