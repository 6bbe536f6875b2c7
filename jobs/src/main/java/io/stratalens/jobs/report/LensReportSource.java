package io.stratalens.jobs.report;

import static org.apache.spark.sql.functions.col;

import io.stratalens.udfs.error.StratalensException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a report of one run needs, read from the session's views {@code runs}, {@code prompts} and
 * {@code lens}.
 */
public final class LensReportSource {
  private final SparkSession session;
  private final ReportRun run;
  private final Map<Integer, String> targets;

  private LensReportSource(SparkSession session, ReportRun run, Map<Integer, String> targets) {
    this.session = session;
    this.run = run;
    this.targets = targets;
  }

  /**
   * The source of one run, or of the newest run that has lens rows.
   *
   * @throws StratalensException invalid when there is no such run or when it has no lens rows
   */
  public static LensReportSource open(SparkSession session, Optional<String> runId) {
    String id = runId.map(wanted -> known(session, wanted)).orElseGet(() -> newest(session));
    Dataset<Row> lens = session.table("lens").filter(col("run_id").equalTo(id));
    if (lens.isEmpty()) {
      throw StratalensException.invalid(
          "Cannot report on run %s because it has no lens rows; run `stratalens lens --run %s`"
              + " first.",
          id, id);
    }
    Row row = session.table("runs").filter(col("run_id").equalTo(id)).head();
    return new LensReportSource(session, RunFacts.of(row, lens), RunFacts.targets(row));
  }

  /** The run's facts. */
  public ReportRun run() {
    return run;
  }

  /** All prompts with lens rows, by prompt_id; rows are fetched as the iterator advances. */
  public Iterator<PromptLens> prompts() {
    Dataset<Row> lens = session.table("lens").filter(col("run_id").equalTo(run.runId()));
    Dataset<Row> prompts = session.table("prompts").filter(col("run_id").equalTo(run.runId()));
    Dataset<Row> generations =
        session.table("generations").filter(col("run_id").equalTo(run.runId()));
    return new PromptLensIterator(
        ReportPromptRows.ordered(prompts, generations).toLocalIterator(),
        ReportLensRows.ordered(lens).toLocalIterator(),
        targets);
  }

  private static String known(SparkSession session, String id) {
    if (session.table("runs").filter(col("run_id").equalTo(id)).isEmpty()) {
      throw StratalensException.invalid(
          "Cannot report on run %s because the warehouse has no run of this id; list them with"
              + " `stratalens sql \"SELECT run_id, status FROM runs\"`.",
          id);
    }
    return id;
  }

  private static String newest(SparkSession session) {
    Dataset<Row> runs = session.table("runs");
    Dataset<Row> read = session.table("lens").select("run_id").distinct();
    List<Row> newest =
        runs.join(read, runs.col("run_id").equalTo(read.col("run_id")), "left_semi")
            .orderBy(col("started").desc(), col("run_id").desc())
            .select("run_id")
            .takeAsList(1);
    if (newest.isEmpty()) {
      throw StratalensException.invalid(
          "Cannot report because no run of the warehouse has lens rows; run `stratalens capture"
              + " --lens inline` or `stratalens lens --run ID` first.");
    }
    return newest.get(0).getString(0);
  }
}
