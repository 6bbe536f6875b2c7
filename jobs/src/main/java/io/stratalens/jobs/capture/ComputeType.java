package io.stratalens.jobs.capture;

import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.engine.StageEngine;
import io.stratalens.workers.model.ModelConfig;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The type that forward passes compute in where they run, which their results depend on. */
public final class ComputeType {
  private ComputeType() {}

  /** Asks an executor. */
  public static VectorType of(SparkSession session, ModelConfig config) {
    VectorType stored = config.storedType().vectorType();
    return JavaSparkContext.fromSparkContext(session.sparkContext())
        .parallelize(List.of(stored), 1)
        .map(StageEngine::computeType)
        .first();
  }
}
