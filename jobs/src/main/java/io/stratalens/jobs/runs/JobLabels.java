package io.stratalens.jobs.runs;

import org.apache.spark.SparkContext;
import org.slf4j.MDC;

/**
 * What Spark's pages and the logs call the jobs of this thread: the run is their group, and log
 * lines of driver and executors carry the run and the chunk.
 */
public final class JobLabels {
  // Spark takes local properties of this prefix along into the logs of its tasks.
  private static final String RUN = "mdc.run_id";
  private static final String CHUNK = "mdc.chunk";

  private JobLabels() {}

  /** Jobs of this thread belong to the run and do this. */
  public static void run(SparkContext context, String runId, String what) {
    label(context, runId, null, what);
  }

  /**
   * Jobs of this thread compute chunks of a run.
   *
   * @param chunk its number, or several
   */
  public static void chunk(SparkContext context, String runId, Object chunk, String what) {
    label(context, runId, String.valueOf(chunk), what);
  }

  /** Jobs of this thread belong to no run. */
  public static void clear(SparkContext context) {
    context.clearJobGroup();
    carry(context, RUN, null);
    carry(context, CHUNK, null);
  }

  private static void label(SparkContext context, String runId, String chunk, String what) {
    context.setJobGroup(runId, runId + ": " + what, false);
    carry(context, RUN, runId);
    carry(context, CHUNK, chunk);
  }

  private static void carry(SparkContext context, String key, String value) {
    context.setLocalProperty(key, value);
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
