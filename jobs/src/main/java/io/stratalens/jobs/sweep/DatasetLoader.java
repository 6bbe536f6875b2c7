package io.stratalens.jobs.sweep;

import io.stratalens.jobs.prompts.DatasetReader;
import io.stratalens.jobs.prompts.PromptSource;
import io.stratalens.jobs.prompts.RowRanges;
import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.vectors.Hash;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.labels.BadRows;
import io.stratalens.workers.labels.DatasetLine;
import io.stratalens.workers.labels.LabelTokenizer;
import io.stratalens.workers.labels.LabelledDataset;
import io.stratalens.workers.model.ModelConfig;
import io.stratalens.workers.tokens.PromptTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Reads the data sets of a plan; a row that cannot be swept is refused before any work. */
final class DatasetLoader {
  private final DatasetReader reader;
  private final ModelFacts model;
  private final Path warehouse;

  DatasetLoader(SparkSession session, ModelFacts model, Path warehouse) {
    this.reader = new DatasetReader(session);
    this.model = model;
    this.warehouse = warehouse;
  }

  List<SweptDataset> load(SweepPlan plan) {
    try (PromptTokenizer tokenizer = tokenizer()) {
      return plan.datasets().stream().map(dataset -> load(plan, dataset, tokenizer)).toList();
    }
  }

  private SweptDataset load(SweepPlan plan, DatasetPlan dataset, PromptTokenizer tokenizer) {
    List<DatasetLine> lines =
        reader.read(PromptSource.of(dataset.location(), Optional.empty(), warehouse));
    RowChoice.Rows rows = dataset.rows().resolve(dataset.name(), lines.size());
    ModelConfig config = model.config();
    LabelTokenizer labels =
        new LabelTokenizer(tokenizer, dataset.template(), config.vocabulary(), config.context());
    return new SweptDataset(
        dataset,
        hash(plan, dataset, lines, rows.vector()),
        labelled(dataset, lines, rows.vector(), labels),
        labelled(dataset, lines, rows.test(), labels));
  }

  private static String hash(
      SweepPlan plan, DatasetPlan dataset, List<DatasetLine> lines, int[] vectorRows) {
    List<String> content = new ArrayList<>();
    lines.forEach(line -> content.add(Hash.of(line.json())));
    content.add(dataset.template().text());
    content.add(dataset.template().form().label());
    content.add(RowRanges.text(vectorRows));
    content.add(plan.method().label());
    return Hash.of(content);
  }

  private static LabelledDataset labelled(
      DatasetPlan dataset, List<DatasetLine> lines, int[] rows, LabelTokenizer labels) {
    return LabelledDataset.of(dataset.name(), lines, rows, labels, BadRows.REFUSE);
  }

  private PromptTokenizer tokenizer() {
    return model
        .tokenizer()
        .orElseThrow(
            () ->
                StratalensException.invalid(
                    "Cannot sweep because the model has no tokenizer to read questions with: %s."
                        + " Fetch tokenizer.json.",
                    model.folder()));
  }
}
