package io.stratalens.jobs.sweep;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stratalens.jobs.prompts.RowRanges;
import io.stratalens.jobs.sweep.RowChoice.Ranges;
import io.stratalens.jobs.sweep.RowChoice.Split;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.files.Addresses;
import io.stratalens.udfs.steering.SteeringMethod;
import io.stratalens.workers.input.StrictJson;
import io.stratalens.workers.labels.LabelForm;
import io.stratalens.workers.labels.PromptTemplate;
import io.stratalens.workers.selection.LayerSelection;
import io.stratalens.workers.selection.PositionSelection;
import io.stratalens.workers.selection.SiteSelection;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads sweep plans. {@code name}, {@code model} and {@code datasets} are required, and of a data
 * set {@code name} and {@code path}; every other field has a default.
 */
public final class PlanReader {
  private static final Set<String> PLAN =
      Set.of(
          "name",
          "model",
          "sites",
          "layers",
          "positions",
          "multipliers",
          "method",
          "controls",
          "control_seed",
          "control_cells",
          "datasets");
  private static final Set<String> DATASET =
      Set.of("name", "path", "prompt", "label", "vector_rows", "test_rows", "split", "seed");
  private static final List<Double> MULTIPLIERS = List.of(-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5);
  private static final int MOST_CONTROLS = 10_000;

  /** The one layer that counts from the end: as text, those below it are ranges. */
  private static final long LAST_LAYER = -1;

  private final PlanPaths paths;
  private final Optional<LogicalDate> date;

  private PlanReader(PlanPaths paths, Optional<LogicalDate> date) {
    this.paths = paths;
    this.date = date;
  }

  /**
   * The plan in a file; relative paths in it start at its folder, then at the working directory.
   *
   * @throws StratalensException naming the file and field when one is unknown, missing, of the
   *     wrong type or out of its range
   */
  public static SweepPlan read(Path file) {
    return read(file, Optional.empty());
  }

  /**
   * The same for a date, which is behind the plan's name and in place of {@code {date}} in its
   * paths.
   */
  public static SweepPlan read(Path file, Optional<LogicalDate> date) {
    PlanReader reader = new PlanReader(PlanPaths.of(file), date);
    return reader.plan(PlanFields.of("the sweep plan " + file, StrictJson.object(file), PLAN));
  }

  private SweepPlan plan(PlanFields fields) {
    List<DatasetPlan> datasets =
        fields.objects("datasets").stream().map(node -> dataset(fields.source(), node)).toList();
    return fields.parsed(
        name ->
            new SweepPlan(
                date.map(given -> given.behind(name)).orElse(name),
                place(fields, "model"),
                SiteSelection.parse(String.join(",", fields.texts("sites", "resid_post"))),
                LayerSelection.parse(fields.wholes("layers", "all", LAST_LAYER, Integer.MAX_VALUE)),
                fields.texts("positions", "last").stream().map(PositionSelection::parse).toList(),
                fields.numbers("multipliers", MULTIPLIERS),
                SteeringMethod.of(fields.text("method", SteeringMethod.MEAN.label())),
                (int) fields.whole("controls", 16, 0, MOST_CONTROLS),
                fields.whole("control_seed", 1, Long.MIN_VALUE, Long.MAX_VALUE - MOST_CONTROLS),
                cells(fields),
                datasets),
        fields.text("name"));
  }

  private DatasetPlan dataset(String plan, ObjectNode node) {
    PlanFields fields = PlanFields.of("a data set of " + plan, node, DATASET);
    String name = fields.text("name");
    PlanFields named = new PlanFields("the data set " + name + " of " + plan, node);
    return named.parsed(
        template ->
            new DatasetPlan(
                name,
                place(named, "path"),
                new PromptTemplate(template, LabelForm.of(named.text("label", "text"))),
                rows(named)),
        named.text("prompt", "{question}"));
  }

  private String place(PlanFields fields, String field) {
    String location = Addresses.withoutPassword(fields.text(field));
    if (date.isEmpty() && location.contains(LogicalDate.MARK)) {
      throw fields.refused(
          field, "has a place for the date and none is given", fields.node().get(field));
    }
    return paths.resolve(date.map(given -> given.in(location)).orElse(location));
  }

  private static RowChoice rows(PlanFields fields) {
    boolean ranges = fields.has("vector_rows") || fields.has("test_rows");
    if (ranges && (fields.has("split") || fields.has("seed"))) {
      throw StratalensException.invalid(
          "Cannot choose rows because vector_rows and test_rows exclude split and seed. Give the"
              + " one pair or the other.");
    }
    return ranges
        ? new Ranges(
            RowRanges.parse(fields.text("vector_rows")), RowRanges.parse(fields.text("test_rows")))
        : new Split(
            fields.number("split", Split.SHARE),
            fields.whole("seed", Split.SEED, Long.MIN_VALUE, Long.MAX_VALUE));
  }

  private static ControlCells cells(PlanFields fields) {
    String label = fields.text("control_cells", ControlCells.BEST.label());
    return Arrays.stream(ControlCells.values())
        .filter(cells -> cells.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                fields.refused(
                    "control_cells",
                    "is not one of "
                        + Arrays.stream(ControlCells.values())
                            .map(ControlCells::label)
                            .collect(Collectors.joining(", ")),
                    fields.node().get("control_cells")));
  }
}
