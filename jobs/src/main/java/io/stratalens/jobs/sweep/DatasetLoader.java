package io.stratalens.jobs.sweep;

import io.stratalens.jobs.prompts.DatasetReader;
import io.stratalens.jobs.prompts.PairPrompts;
import io.stratalens.jobs.prompts.PromptSource;
import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.vectors.Hash;
import io.stratalens.udfs.vector.VectorType;
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

  /**
   * The data sets of a plan.
   *
   * @param compute the type that forward passes compute in
   */
  List<SweptDataset> load(SweepPlan plan, VectorType compute) {
    try (PromptTokenizer tokenizer = model.labelTokenizer()) {
      return plan.datasets().stream()
          .map(dataset -> load(plan, dataset, tokenizer, compute))
          .toList();
    }
  }

  private SweptDataset load(
      SweepPlan plan, DatasetPlan dataset, PromptTokenizer tokenizer, VectorType compute) {
    List<DatasetLine> lines =
        reader.read(PromptSource.of(dataset.location(), Optional.empty(), warehouse));
    RowChoice.Rows rows = dataset.rows().resolve(dataset.name(), lines.size());
    LabelTokenizer labels = model.labels(tokenizer, dataset.template());
    LabelledDataset vector = labelled(dataset.name() + " (vector)", lines, rows.vector(), labels);
    LabelledDataset test = labelled(dataset.name() + " (test)", lines, rows.test(), labels);
    PairPrompts pairs =
        PairPrompts.of(dataset.name(), dataset.location(), dataset.template(), vector, compute);
    return new SweptDataset(dataset, hash(plan, dataset, lines, pairs), pairs, test);
  }

  private static String hash(
      SweepPlan plan, DatasetPlan dataset, List<DatasetLine> lines, PairPrompts pairs) {
    List<String> content = new ArrayList<>();
    lines.forEach(line -> content.add(Hash.of(line.json())));
    content.add(dataset.template().text());
    content.add(dataset.template().form().label());
    content.add(pairs.origin().rows());
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
