package io.stratalens.jobs.sweep;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.stratalens.jobs.delta.ChunkCommitter;
import io.stratalens.jobs.delta.ChunkFacts;
import io.stratalens.jobs.delta.FileFacts;
import io.stratalens.workers.labels.LabelledPrompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Takes rows over from earlier sweeps, so that nothing is computed twice: those of the same model,
 * tokenizer and way of computing, whose data set has the same hash.
 */
final class EarlierRows {
  private static final String[] KEYS = {"layer", "site", "positions", "vector", "multiplier"};
  private static final StructType KEY_TYPES =
      StructType.fromDDL(
          "layer INT, site STRING, positions STRING, vector STRING, multiplier DOUBLE");

  private final SparkSession spark;
  private final PropensityTable propensities;
  private final ChunkCommitter committer;
  private final String runId;
  private final List<EarlierSweep> earlier;
  private final Consumer<String> progress;

  /**
   * @param earlier sweeps of the same model, tokenizer and way of computing
   */
  EarlierRows(
      SparkSession spark,
      PropensityTable propensities,
      ChunkCommitter committer,
      String runId,
      List<EarlierSweep> earlier,
      Consumer<String> progress) {
    this.spark = spark;
    this.propensities = propensities;
    this.committer = committer;
    this.runId = runId;
    this.earlier = earlier;
    this.progress = progress;
  }

  /**
   * Copies what this run lacks of a data set at these cells and an earlier sweep has; whether there
   * was anything.
   */
  boolean take(
      SweptDataset dataset, List<CellKey> cells, List<Double> multipliers, FinishedRows finished) {
    long lacking = finished.lacking(dataset, cells);
    long taken = 0;
    for (EarlierSweep sweep : earlier) {
      if (taken == lacking) {
        break;
      }
      Optional<String> name = sweep.nameOf(dataset.hash());
      if (name.isPresent() && sweep.mayHave(cells, multipliers)) {
        taken += take(sweep.runId(), name.get(), dataset, keys(cells, multipliers));
      }
    }
    return taken > 0;
  }

  private long take(String from, String name, SweptDataset dataset, Dataset<Row> wanted) {
    long start = System.nanoTime();
    Object[] samples = dataset.samples().stream().map(LabelledPrompt::sample).toArray();
    Dataset<Row> own =
        propensities
            .rows(runId)
            .filter(col("dataset").equalTo(dataset.name()))
            .select(columns("sample"));
    Dataset<Row> rows =
        propensities
            .rows(from)
            .filter(col("dataset").equalTo(name).and(col("sample").isin(samples)))
            .select(columns("sample", "matching_logit", "other_logit", "label_is_top"))
            .join(broadcast(wanted), KEYS, "left_semi")
            .join(own, names("sample"), "left_anti")
            .select(columns("sample", "matching_logit", "other_logit", "label_is_top"));
    List<FileFacts> files =
        rows.javaRDD()
            .mapPartitions(new CopyTask(propensities.target(), runId, dataset.name()))
            .collect();
    if (files.isEmpty()) {
      return 0;
    }
    long copied = files.stream().mapToLong(FileFacts::rows).sum();
    double seconds = (System.nanoTime() - start) / 1e9;
    int first = dataset.samples().get(0).sample();
    int prompts = dataset.samples().size();
    int free = ChunkPlan.freeNumbers(committer.committedChunks(runId)).next();
    committer.commit(new ChunkFacts(runId, free, first, prompts, 0, seconds, files));
    progress.accept(
        String.format(
            Locale.ROOT, "%s: %d rows are there already, in run %s", dataset.name(), copied, from));
    return copied;
  }

  private Dataset<Row> keys(List<CellKey> cells, List<Double> multipliers) {
    List<Row> keys = new ArrayList<>();
    for (CellKey cell : cells) {
      for (double multiplier : multipliers) {
        keys.add(
            RowFactory.create(
                cell.layer(),
                cell.site().label(),
                cell.positions().label(),
                cell.vector(),
                multiplier));
      }
    }
    return spark.createDataFrame(keys, KEY_TYPES);
  }

  private static Column[] columns(String... more) {
    return Arrays.stream(names(more)).map(name -> col(name)).toArray(Column[]::new);
  }

  /** The keys, and then some. */
  private static String[] names(String... more) {
    List<String> names = new ArrayList<>(List.of(KEYS));
    names.addAll(List.of(more));
    return names.toArray(String[]::new);
  }
}
