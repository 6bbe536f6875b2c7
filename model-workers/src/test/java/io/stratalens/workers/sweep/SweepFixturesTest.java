package io.stratalens.workers.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.stratalens.udfs.steerability.PropensityCurves;
import io.stratalens.udfs.steerability.Steerability;
import io.stratalens.workers.Fixtures;
import io.stratalens.workers.checkpoint.Checkpoint;
import io.stratalens.workers.input.StrictJson;
import io.stratalens.workers.labels.BadRows;
import io.stratalens.workers.labels.DatasetLine;
import io.stratalens.workers.labels.LabelForm;
import io.stratalens.workers.labels.LabelTokenizer;
import io.stratalens.workers.labels.LabelledDataset;
import io.stratalens.workers.labels.PromptTemplate;
import io.stratalens.workers.selection.Site;
import io.stratalens.workers.tokens.PromptTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Propensities under the fixtures' own vectors against those that transformers computed. */
class SweepFixturesTest {
  private static final double TOLERANCE = 1e-3;
  private static final float[] MULTIPLIERS = {-1.5f, -1, -0.5f, 0, 0.5f, 1, 1.5f};

  @ParameterizedTest
  @CsvSource({
    "mood-llama, mood-word, TEXT",
    "mood-llama, mood-choice, LETTER",
    "mood-qwen3, mood-word, TEXT",
    "mood-qwen3, mood-choice, LETTER"
  })
  void everyCellHasTheCurveAndTheSlopesOfTheReference(String model, String dataset, LabelForm form)
      throws IOException {
    Path rows = Fixtures.shared("datasets/" + dataset + ".jsonl");
    JsonNode cells = cells(model, dataset);
    assertThat(cells).hasSize(80);
    compare(Fixtures.model(model), rows, IntStream.range(80, 200), form, cells, model, 1);
  }

  /** The folder that shared/tools/smollm2.py made; its weights are in no repository. */
  @ParameterizedTest
  @EnabledIfSystemProperty(named = "stratalens.smollm2", matches = ".+")
  @CsvSource({"praise-word, TEXT", "mwe/self-awareness-general-ai, LETTER"})
  void theRealModelsCellsAreThoseOfTheReference(String path, LabelForm form) throws IOException {
    Path model = Path.of(System.getProperty("stratalens.smollm2"));
    Path rows = Fixtures.shared("datasets/" + path + ".jsonl");
    JsonNode cells = cells("smollm2", rows.getFileName().toString().replace(".jsonl", ""));
    assertThat(cells).hasSize(16);
    double largest = 1;
    for (JsonNode cell : cells) {
      largest =
          Math.max(
              largest,
              Arrays.stream(numbers(cell, "mean_propensity")).map(Math::abs).max().orElseThrow());
    }
    compare(model, rows, IntStream.range(120, 160), form, cells, "smollm2", largest);
  }

  private static JsonNode cells(String folder, String dataset) {
    return StrictJson.object(Fixtures.shared("fixtures/" + folder + "/" + dataset + ".json"))
        .get("results");
  }

  private static void compare(
      Path folder,
      Path dataset,
      IntStream rows,
      LabelForm form,
      JsonNode references,
      String fixtures,
      double magnitude)
      throws IOException {
    String name = dataset.getFileName().toString().replace(".jsonl", "");
    try (SweptModel model = SweptModel.load(folder);
        Checkpoint vectors =
            Checkpoint.open(
                Fixtures.shared("fixtures/" + fixtures + "/" + name + ".vectors.safetensors"))) {
      List<SweepSample> samples = samples(folder, dataset, rows, form);
      List<SweepCell> cells = new ArrayList<>();
      references.forEach(reference -> cells.add(cell(reference, vectors)));
      double[][][] propensities = new double[cells.size()][samples.size()][MULTIPLIERS.length];
      int first = samples.get(0).index();
      new SharedPrefixScorer(model.engine(), 1024, 1L << 29)
          .score(
              samples,
              cells,
              MULTIPLIERS,
              score ->
                  propensities[score.cell()][score.sample() - first][
                          Arrays.binarySearch(MULTIPLIERS, score.multiplier())] =
                      score.propensity());
      for (int cell = 0; cell < cells.size(); cell++) {
        compare(references.get(cell), propensities[cell], TOLERANCE * magnitude);
      }
    }
  }

  private static void compare(JsonNode reference, double[][] propensities, double tolerance) {
    String where =
        reference.get("site") + " " + reference.get("layer") + " " + reference.get("positions");
    double[] multipliers = numbers(reference, "multipliers");
    PropensityCurves curves = new PropensityCurves(multipliers, propensities);
    assertThat(curves.mean())
        .as(where)
        .usingComparatorWithPrecision(tolerance)
        .containsExactly(numbers(reference, "mean_propensity"));
    assertThat(curves.slopes())
        .as(where)
        .usingComparatorWithPrecision(tolerance)
        .containsExactly(numbers(reference, "per_sample_slope"));
    Steerability result = Steerability.of(curves, new boolean[propensities.length]);
    assertThat(result.slope())
        .as(where)
        .isCloseTo(reference.get("slope").doubleValue(), within(tolerance));
    result
        .r2()
        .ifPresent(
            r2 ->
                assertThat(r2)
                    .as(where)
                    .isCloseTo(reference.get("r2").doubleValue(), within(tolerance)));
  }

  private static SweepCell cell(JsonNode reference, Checkpoint vectors) {
    Site site = Site.of(reference.get("site").textValue());
    int layer = reference.get("layer").intValue();
    SweepPositions positions =
        SweepPositions.valueOf(reference.get("positions").textValue().toUpperCase(Locale.ROOT));
    return new SweepCell(
        site, layer, positions, "label", vectors.floats(site.label() + "." + layer));
  }

  private static List<SweepSample> samples(Path model, Path dataset, IntStream rows, LabelForm form)
      throws IOException {
    String text = form == LabelForm.TEXT ? "{question}" : "{question}\n\nAnswer: (";
    List<String> lines = Files.readAllLines(dataset);
    List<DatasetLine> all =
        IntStream.range(0, lines.size())
            .mapToObj(
                i ->
                    new DatasetLine(
                        i, dataset.toString(), lines.get(i).getBytes(StandardCharsets.UTF_8)))
            .toList();
    try (PromptTokenizer tokenizer = PromptTokenizer.open(model)) {
      LabelTokenizer labels =
          new LabelTokenizer(
              tokenizer, new PromptTemplate(text, form), Integer.MAX_VALUE, Integer.MAX_VALUE);
      return LabelledDataset.of(dataset.toString(), all, rows.toArray(), labels, BadRows.REFUSE)
          .prompts()
          .stream()
          .map(
              row ->
                  new SweepSample(row.sample(), row.ids(), row.matchingLabel(), row.otherLabel()))
          .toList();
    }
  }

  private static double[] numbers(JsonNode node, String field) {
    return StreamSupport.stream(node.get(field).spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }
}
