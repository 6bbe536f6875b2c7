package io.stratalens.jobs.steering;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;

import io.stratalens.jobs.tables.JsonText;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.jobs.warehouse.CommittedViews;
import io.stratalens.udfs.error.StratalensException;
import io.stratalens.workers.generate.Steered;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;

/**
 * How often each intervention changed a vector: as the table generations keeps it, or at every
 * position of prompts that are only read.
 */
public final class AppliedCounts {
  private static final String SCHEMA = "array<struct<intervention: string, applied: bigint>>";

  private final SparkSession spark;
  private final CommittedViews views;
  private final String runId;

  /** The counts of a run. */
  public AppliedCounts(SparkSession spark, CommittedViews views, String runId) {
    this.spark = spark;
    this.views = views;
    this.runId = runId;
  }

  /** The column steering of one prompt; null where nothing is steered. */
  public static String json(List<String> interventions, long[] applied) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int i = 0; i < applied.length; i++) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("intervention", interventions.get(i));
      one.put("applied", applied[i]);
      all.add(one);
    }
    return all.isEmpty() ? null : JsonText.of(all);
  }

  /**
   * How often each intervention applied, over all that was generated.
   *
   * @throws StratalensException when one never did
   */
  public Map<String, Long> ofGenerations() {
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

  /**
   * How often each intervention applied, over all prompts, which were only read: at every position
   * that it is for.
   *
   * @throws StratalensException when one never did
   */
  public Map<String, Long> ofPrompts(Interventions interventions) {
    List<Steered> applied = new ArrayList<>(interventions.applied());
    long[] sums =
        views
            .view(spark, Tables.PROMPTS)
            .filter(col(Tables.RUN_ID).equalTo(runId))
            .select(col(Tables.PROMPT_ID), size(col("token_ids")))
            .javaRDD()
            .map(row -> applications(applied, row.getLong(0), row.getInt(1)))
            .fold(new long[applied.size()], AppliedCounts::plus);
    Map<String, Long> counts = new LinkedHashMap<>();
    for (int i = 0; i < sums.length; i++) {
      counts.put(interventions.written().get(i), sums[i]);
    }
    counts.forEach(AppliedCounts::check);
    return counts;
  }

  private static long[] applications(List<Steered> applied, long prompt, int tokens) {
    return applied.stream().mapToLong(one -> one.positionsIn(prompt, tokens).length).toArray();
  }

  private static long[] plus(long[] some, long[] others) {
    return IntStream.range(0, some.length).mapToLong(i -> some[i] + others[i]).toArray();
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
