package io.stratalens.jobs.sweep;

import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.runs.RunOpening;
import io.stratalens.jobs.sweep.SweepSpec.DatasetSpec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A sweep that is in the warehouse, whether or not it ended. */
record EarlierSweep(String runId, SweepSpec spec) {
  /**
   * The sweeps whose rows another one may take over, the newest first.
   *
   * @param runs the rows of the table runs
   */
  static List<EarlierSweep> of(Dataset<Row> runs, String runId, ModelFacts model, SweepSpec spec) {
    return runs
        .filter(runs.col("kind").equalTo(RunOpening.SWEEP))
        .filter(runs.col("model_hash").equalTo(model.modelHash()))
        .filter(runs.col("run_id").notEqual(runId))
        .orderBy(runs.col("started").desc())
        .select("run_id", "spec", "tokenizer_hash")
        .collectAsList()
        .stream()
        .filter(row -> Objects.equals(row.getString(2), model.tokenizerHash().orElse(null)))
        .map(row -> new EarlierSweep(row.getString(0), SweepSpec.parse(row.getString(1))))
        .filter(sweep -> sweep.spec().exhaustive() == spec.exhaustive())
        .toList();
  }

  /** What the data set of this hash is called there. */
  Optional<String> nameOf(String hash) {
    return spec.datasets().stream()
        .filter(dataset -> dataset.hash().equals(hash))
        .map(DatasetSpec::name)
        .findFirst();
  }
}
