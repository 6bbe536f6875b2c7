package io.stratalens.jobs.warehouse;

import io.stratalens.jobs.tables.Tables;
import io.stratalens.udfs.vector.Norms;
import io.stratalens.udfs.vector.VectorType;
import io.stratalens.workers.selection.LayerSite;
import io.stratalens.workers.selection.Site;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * A row of the table {@code steering_vectors}; TABLES.md has the meaning of its columns.
 *
 * @param vector the values, kept in float32
 */
@SuppressWarnings("ArrayRecordComponent") // Plain data, never compared.
public record StoredVector(
    String vectorId,
    String dataset,
    String modelHash,
    LayerSite point,
    String method,
    OptionalLong pairs,
    Optional<String> pairsHash,
    Optional<String> origin,
    float[] vector,
    Optional<String> runId) {

  /** The Euclidean norm. */
  public double norm() {
    return Norms.euclidean(vector);
  }

  /** The values in the order of the table's columns. */
  Row row() {
    return RowFactory.create(
        vectorId,
        dataset,
        modelHash,
        point.layer(),
        point.site().label(),
        method,
        pairs.isPresent() ? pairs.getAsLong() : null,
        pairsHash.orElse(null),
        origin.orElse(null),
        VectorType.F32.label(),
        VectorType.F32.encode(vector),
        (float) norm(),
        runId.orElse(null));
  }

  static StoredVector of(Row row) {
    Long pairs = row.getAs("pairs");
    return new StoredVector(
        row.getAs("vector_id"),
        row.getAs("dataset"),
        row.getAs("model_hash"),
        new LayerSite(row.<Integer>getAs("layer"), Site.of(row.getAs("site"))),
        row.getAs("method"),
        pairs == null ? OptionalLong.empty() : OptionalLong.of(pairs),
        Optional.ofNullable(row.getAs("pairs_hash")),
        Optional.ofNullable(row.getAs("origin")),
        VectorType.of(row.getAs("dtype")).decode(row.getAs("vector")),
        Optional.ofNullable(row.getAs(Tables.RUN_ID)));
  }
}
