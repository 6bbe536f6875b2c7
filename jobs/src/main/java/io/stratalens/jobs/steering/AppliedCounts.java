package io.stratalens.jobs.steering;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.sum;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.jobs.warehouse.CommittedViews;
import io.stratalens.udfs.error.StratalensException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;

/** How often each intervention changed a vector, as the table generations keeps it. */
public final class AppliedCounts {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCHEMA = "array<struct<intervention: string, applied: bigint>>";

  private AppliedCounts() {}

  /** The column steering of one prompt; null where nothing is steered. */
  public static String json(List<String> interventions, long[] applied) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int i = 0; i < applied.length; i++) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("intervention", interventions.get(i));
      one.put("applied", applied[i]);
      all.add(one);
    }
    try {
      return all.isEmpty() ? null : JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }

  /**
   * How often each intervention of a run applied, over all its prompts.
   *
   * @throws StratalensException when one never did
   */
  public static Map<String, Long> of(SparkSession spark, CommittedViews views, String runId) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Row row :
        views
            .view(spark, Tables.GENERATIONS)
            .filter(col(Tables.RUN_ID).equalTo(runId))
            .select(explode(from_json(col("steering"), DataType.fromDDL(SCHEMA))).as("one"))
            .groupBy(col("one.intervention"))
            .agg(sum(col("one.applied")))
            .orderBy(col("intervention"))
            .collectAsList()) {
      counts.put(row.getString(0), row.getLong(1));
    }
    counts.forEach(AppliedCounts::check);
    return counts;
  }

  private static void check(String intervention, long applied) {
    if (applied == 0) {
      throw StratalensException.failed(
          null,
          "Cannot call the run steered because an intervention never applied: %s. Choose positions"
              + " and prompts that the run has, under another --run-id.",
          intervention);
    }
  }
}
