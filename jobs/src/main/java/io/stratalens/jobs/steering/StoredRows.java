package io.stratalens.jobs.steering;

import static org.apache.spark.sql.functions.col;

import io.stratalens.jobs.runs.ModelFacts;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.jobs.warehouse.CommittedViews;
import io.stratalens.jobs.warehouse.Warehouse;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.selection.LayerSite;
import java.util.List;
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

  float[] vector(VectorSource.StoredRow row, LayerSite point) {
    requireModel(row.runId());
    List<Row> found =
        views
            .view(spark, Tables.ACTIVATIONS)
            .filter(
                col(Tables.RUN_ID)
                    .equalTo(row.runId())
                    .and(col(Tables.PROMPT_ID).equalTo(row.promptId()))
                    .and(col("layer").equalTo(point.layer()))
                    .and(col("site").equalTo(point.site().label()))
                    .and(col("position").equalTo(row.position())))
            .select("dtype", "vector")
            .collectAsList();
    if (found.isEmpty()) {
      throw StratalensException.invalid(
          "Cannot steer because run %s stored nothing of prompt %d at %s of layer %d at position: %d."
              + " Capture it first.",
          row.runId(), row.promptId(), point.site().label(), point.layer(), row.position());
    }
    return VectorType.of(found.get(0).getString(0)).decode(found.get(0).getAs(1));
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
