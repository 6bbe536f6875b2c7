package io.stratalens.jobs.steering;

import static org.apache.spark.sql.functions.col;

import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.jobs.warehouse.CommittedViews;
import io.stratalens.jobs.warehouse.Warehouse;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.selection.Site;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Vectors that a run stored, for activation patching. */
final class StoredRows {
  private final CommittedViews views;
  private final SparkSession spark;
  private final ModelFacts model;

  StoredRows(Warehouse warehouse, SparkSession spark, ModelFacts model) {
    this.views = new CommittedViews(warehouse);
    this.spark = spark;
    this.model = model;
  }

  /** What a row's prompt and position had at a site, by layer; refused where one is missing. */
  Map<Integer, float[]> vectors(VectorSource.StoredRow row, Site site, int[] layers) {
    requireModel(row.runId());
    Map<Integer, float[]> found = new HashMap<>();
    views
        .view(spark, Tables.ACTIVATIONS)
        .filter(
            col(Tables.RUN_ID)
                .equalTo(row.runId())
                .and(col(Tables.PROMPT_ID).equalTo(row.promptId()))
                .and(col("layer").isin(Arrays.stream(layers).boxed().toArray()))
                .and(col("site").equalTo(site.label()))
                .and(col("position").equalTo(row.position())))
        .select("layer", "dtype", "vector")
        .collectAsList()
        .forEach(
            stored ->
                found.put(
                    stored.getInt(0), VectorType.of(stored.getString(1)).decode(stored.getAs(2))));
    for (int layer : layers) {
      if (!found.containsKey(layer)) {
        throw StratalensException.invalid(
            "Cannot steer because run %s stored nothing of prompt %d at %s of layer %d at position:"
                + " %d. Capture it first.",
            row.runId(), row.promptId(), site.label(), layer, row.position());
      }
    }
    return found;
  }

  private void requireModel(String runId) {
    List<Row> runs =
        views
            .view(spark, Tables.RUNS)
            .filter(col(Tables.RUN_ID).equalTo(runId))
            .select("model_hash")
            .collectAsList();
    if (runs.isEmpty()) {
      throw StratalensException.invalid(
          "Cannot steer because there is no run to take a vector of: %s. List them with sql.",
          runId);
    }
    if (!model.modelHash().equals(runs.get(0).getString(0))) {
      throw StratalensException.invalid(
          "Cannot steer because the run is of another model, of hash %s: %s. Take a run of this"
              + " model.",
          runs.get(0).getString(0), runId);
    }
  }
}
