package io.stratalens.jobs.sweep;

import io.stratalens.jobs.tables.DatasetName;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.steering.SteeringMethod;
import io.stratalens.workers.selection.LayerSelection;
import io.stratalens.workers.selection.PositionSelection;
import io.stratalens.workers.selection.SiteSelection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a sweep runs over.
 *
 * @param name the sweep's name
 * @param model a model's name, as Models finds it
 * @param sites where vectors are made and injected
 * @param layers at which layers
 * @param positions one choice of injected positions per sweep over the multipliers; at least one
 * @param multipliers at least two, ascending, finite and each once also as float32, in which the
 *     engine computes
 * @param method how vectors are made
 * @param controls how many random directions there are, 0 for no control
 * @param controlSeed the seed of the first, the others following it
 * @param controlCells at which cells they are swept
 * @param datasets at least one, with names of their own
 */
public record SweepPlan(
    String name,
    String model,
    SiteSelection sites,
    LayerSelection layers,
    List<PositionSelection> positions,
    List<Double> multipliers,
    SteeringMethod method,
    int controls,
    long controlSeed,
    ControlCells controlCells,
    List<DatasetPlan> datasets) {

  /** Orders the multipliers; refused when a part is empty, repeated or out of its range. */
  public SweepPlan {
    DatasetName.checked("the plan", name);
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(sites, "sites");
    Objects.requireNonNull(layers, "layers");
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(controlCells, "controlCells");
    positions = List.copyOf(positions);
    multipliers = multipliers.stream().map(SweepPlan::computable).sorted().toList();
    datasets = List.copyOf(datasets);
    requireDistinct("positions", positions.stream().map(PositionSelection::toString).toList(), 1);
    requireDistinct("multipliers", multipliers, 2);
    requireDistinct(
        "multipliers, as float32,", multipliers.stream().map(Double::floatValue).toList(), 2);
    requireDistinct("datasets", datasets.stream().map(DatasetPlan::name).toList(), 1);
    positions.forEach(SweepPlan::requirePromptPositions);
    if (controls < 0) {
      throw refused("controls", "is below 0", controls);
    }
  }

  /** The seeds of the random directions. */
  public long[] controlSeeds() {
    long[] seeds = new long[controls];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = controlSeed + i;
    }
    return seeds;
  }

  private static double computable(double multiplier) {
    if (!Float.isFinite((float) multiplier)) {
      throw refused("multipliers", "has one that is not finite as float32", multiplier);
    }
    if (multiplier != 0 && (float) multiplier == 0) {
      throw refused("multipliers", "has one that is zero as float32", multiplier);
    }
    // Minus zero is zero, and would otherwise be a multiplier of its own.
    return multiplier == 0 ? 0 : multiplier;
  }

  private static void requireDistinct(String field, List<?> values, int least) {
    if (values.size() < least) {
      throw refused(field, "has fewer than " + least, values);
    }
    Set<Object> seen = new HashSet<>();
    for (Object value : values) {
      if (!seen.add(value)) {
        throw refused(field, "has one twice", value);
      }
    }
  }

  private static void requirePromptPositions(PositionSelection positions) {
    if (positions.needsLabel() || positions.needsGeneration()) {
      throw refused(
          "positions",
          "has one that is no position of a prompt, where nothing is generated and no label stands",
          positions);
    }
  }

  private static StratalensException refused(String field, String reason, Object value) {
    return StratalensException.invalid(
        "Cannot use the sweep plan because its field %s %s: %s. Correct the plan.",
        field, reason, value);
  }
}
