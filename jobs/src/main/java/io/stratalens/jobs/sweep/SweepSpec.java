package io.stratalens.jobs.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stratalens.jobs.prompts.RowRanges;
import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.tables.JsonText;
import io.stratalens.jobs.tables.RunId;
import io.stratalens.jobs.vectors.Hash;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.sweep.SweepPositions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What was asked of a sweep, resolved; two sweeps with equal specs and models are one.
 *
 * @param layers layers, ascending
 * @param sites site names in the order of a layer
 * @param positions last, all or both
 * @param multipliers ascending
 * @param method how the vectors are made
 * @param controlSeeds the seeds of a cell's random directions
 * @param controlCells best or all
 * @param exhaustive whether every cell was a forward pass of its own
 * @param compute the type that forward passes compute in: f32, f16 or bf16; null where nobody has
 *     asked yet, and in runs of before it was kept
 * @param datasets the data sets
 */
public record SweepSpec(
    List<Integer> layers,
    List<String> sites,
    List<String> positions,
    List<Double> multipliers,
    String method,
    List<Long> controlSeeds,
    String controlCells,
    boolean exhaustive,
    String compute,
    List<DatasetSpec> datasets) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a run's id has room for of its plan's name. */
  static final int LONGEST_NAME = 60;

  private static final int HASH_DIGITS = 16;

  /**
   * A data set of a sweep.
   *
   * @param name its key in the tables
   * @param hash of its rows, its template and the rows and method of its vector
   * @param prompt the template
   * @param label the form of its labels
   * @param vectorRows the rows that make the vector, such as 0-79
   * @param pairsHash hash of the pairs' tokens that they give, as the table steering_vectors has
   *     it; null in runs of before it was kept
   * @param testRows the rows that are swept
   */
  public record DatasetSpec(
      String name,
      String hash,
      String prompt,
      String label,
      String vectorRows,
      String pairsHash,
      String testRows) {
    static DatasetSpec of(SweptDataset dataset) {
      return new DatasetSpec(
          dataset.name(),
          dataset.hash(),
          dataset.plan().template().text(),
          dataset.plan().template().form().label(),
          dataset.pairs().origin().rows(),
          dataset.pairs().fingerprint(),
          RowRanges.text(dataset.testRows().samples()));
    }
  }

  /** Copies the lists. */
  public SweepSpec {
    layers = List.copyOf(layers);
    sites = List.copyOf(sites);
    positions = List.copyOf(positions);
    multipliers = List.copyOf(multipliers);
    controlSeeds = List.copyOf(controlSeeds);
    datasets = List.copyOf(datasets);
  }

  /**
   * What a plan asks of a model, its data sets and the type apart; a layer that the model lacks,
   * and positions that cannot be swept, are refused.
   */
  static SweepSpec of(SweepOrder order, ModelFacts model) {
    SweepPlan plan = order.plan();
    return new SweepSpec(
        Arrays.stream(plan.layers().resolve(model.config().layers())).boxed().toList(),
        plan.sites().sites().stream().map(Site::label).toList(),
        plan.positions().stream()
            .map(selection -> SweepPositions.of(selection.toString()).label())
            .toList(),
        plan.multipliers(),
        plan.method().label(),
        Arrays.stream(plan.controlSeeds()).boxed().toList(),
        plan.controlCells().label(),
        order.exhaustive(),
        null,
        List.of());
  }

  /** The same, computed in this type, with its data sets. */
  SweepSpec with(VectorType computed, List<SweptDataset> swept) {
    return new SweepSpec(
        layers,
        sites,
        positions,
        multipliers,
        method,
        controlSeeds,
        controlCells,
        exhaustive,
        computed.label(),
        swept.stream().map(DatasetSpec::of).toList());
  }

  /** A stored spec. */
  public static SweepSpec parse(String json) {
    try {
      return JSON.readValue(json, SweepSpec.class);
    } catch (JsonProcessingException e) {
      throw StratalensException.failed(
          e, "Cannot read the spec of the sweep because this version does not know it: %s", json);
    }
  }

  /** The spec as the table runs keeps it. */
  String json() {
    return JsonText.of(this);
  }

  /** The id of the one run that has this spec, on this model. */
  String runId(String plan, ModelFacts model) {
    String hash = Hash.of(List.of(model.modelHash(), model.tokenizerHash().orElse(""), json()));
    String name = plan.substring(0, Math.min(LONGEST_NAME, plan.length()));
    return RunId.checked("sweep-" + name + "-" + hash.substring(0, HASH_DIGITS));
  }

  /** The label vector's cells. */
  List<CellKey> labelCells() {
    List<CellKey> cells = new ArrayList<>();
    for (String name : positions) {
      for (String site : sites) {
        for (int layer : layers) {
          cells.add(CellKey.label(layer, Site.of(site), SweepPositions.of(name)));
        }
      }
    }
    return cells;
  }

  /** The cells of the random directions at these cells of the label vector. */
  List<CellKey> controlCells(List<CellKey> at) {
    return at.stream()
        .flatMap(cell -> controlSeeds.stream().map(seed -> cell.random(seed)))
        .toList();
  }

  /** Whether random directions are swept at every cell. */
  boolean controlsEverywhere() {
    return controlCells.equals(ControlCells.ALL.label());
  }
}
