package io.stratalens.jobs.sweep;

import io.stratalens.jobs.prompts.DatasetReader;
import io.stratalens.jobs.prompts.PromptSource;
import io.stratalens.jobs.prompts.RowRanges;
import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.vectors.Hash;
import io.stratalens.workers.labels.BadRows;
import io.stratalens.workers.labels.DatasetLine;
import io.stratalens.workers.labels.LabelTokenizer;
import io.stratalens.workers.labels.LabelledDataset;
import io.stratalens.workers.tokens.PromptTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/**
 * Reads the data sets of a plan; a row that cannot be swept is refused before any work, or left out
 * and told of.
 */
final class DatasetLoader {
  private final DatasetReader reader;
  private final ModelFacts model;
  private final Path warehouse;
  private final BadRows badRows;
  private final Consumer<String> progress;

  DatasetLoader(
      SparkSession session,
      ModelFacts model,
      Path warehouse,
      BadRows badRows,
      Consumer<String> progress) {
    this.reader = new DatasetReader(session);
    this.model = model;
    this.warehouse = warehouse;
    this.badRows = badRows;
    this.progress = progress;
  }

  List<SweptDataset> load(SweepPlan plan) {
    try (PromptTokenizer tokenizer = model.labelTokenizer()) {
      return plan.datasets().stream().map(dataset -> load(plan, dataset, tokenizer)).toList();
    }
  }

  private SweptDataset load(SweepPlan plan, DatasetPlan dataset, PromptTokenizer tokenizer) {
    List<DatasetLine> lines =
        reader.read(PromptSource.of(dataset.location(), Optional.empty(), warehouse));
    RowChoice.Rows rows = dataset.rows().resolve(dataset.name(), lines.size());
    LabelTokenizer labels = model.labels(tokenizer, dataset.template());
    LabelledDataset vector = labelled(dataset.name() + " (vector)", lines, rows.vector(), labels);
    LabelledDataset test = labelled(dataset.name() + " (test)", lines, rows.test(), labels);
    return new SweptDataset(dataset, hash(plan, dataset, lines, vector), vector, test);
  }

  private static String hash(
      SweepPlan plan, DatasetPlan dataset, List<DatasetLine> lines, LabelledDataset vector) {
    List<String> content = new ArrayList<>();
    lines.forEach(line -> content.add(Hash.of(line.json())));
    content.add(dataset.template().text());
    content.add(dataset.template().form().label());
    content.add(RowRanges.text(vector.samples()));
    content.add(plan.method().label());
    return Hash.of(content);
  }

  private LabelledDataset labelled(
      String name, List<DatasetLine> lines, int[] rows, LabelTokenizer labels) {
    LabelledDataset dataset = LabelledDataset.of(name, lines, rows, labels, badRows);
    dataset.leftOut().ifPresent(said -> progress.accept(name + ": " + said));
    return dataset;
  }
}
