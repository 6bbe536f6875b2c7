package io.stratalens.jobs.warehouse;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;

import io.delta.exceptions.DeltaConcurrentModificationException;
import io.delta.tables.DeltaTable;
import io.stratalens.jobs.delta.DeltaTables;
import io.stratalens.jobs.delta.Retries;
import io.stratalens.jobs.delta.TableCommits;
import io.stratalens.jobs.delta.TableRows;
import io.stratalens.jobs.delta.TableTarget;
import io.stratalens.jobs.tables.RunId;
import io.stratalens.jobs.tables.TableColumn;
import io.stratalens.jobs.tables.Tables;
import io.stratalens.udfs.error.StratalensException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.Set;

/** The table {@code runs}: Kernel inserts and reads without a Spark job, Spark updates. */
public final class RunStore {
  private static final Logger LOG = LoggerFactory.getLogger(RunStore.class);

  private final TableTarget runs;

  private RunStore(TableTarget runs) {
    this.runs = runs;
  }

  /** The runs of a warehouse; makes the table where there is none. */
  public static RunStore open(DeltaTables tables) {
    return new RunStore(tables.ensure(Tables.RUNS));
  }

  /** Inserts a run; false, and no change, when the id is taken. */
  public boolean start(RunRow run) {
    return TableCommits.appendRows(runs, List.of(run.values()), run.runId() + "/run");
  }

  /** The run of this id. */
  public Optional<RunRow> find(String runId) {
    return TableRows.ofRun(runs, RunId.checked(runId)).stream().map(RunRow::of).findFirst();
  }

  /** Marks a run that was cut off as running again. */
  public void resume(SparkSession spark, String runId) {
    update(spark, runId, Map.of("status", lit(RunStatus.RUNNING.label()), "ended", none("ended")));
  }

  /**
   * Marks a run as ended.
   *
   * @param counts totals, such as prompts and tokens
   */
  public void finish(SparkSession spark, String runId, RunStatus status, Map<String, Long> counts) {
    update(
        spark,
        runId,
        Map.of(
            "status", lit(status.label()),
            "ended", lit(Instant.now()),
            "counts", counts(counts)));
  }

  /**
   * Marks a run as failed, for a cause that goes on its way; a failure of this goes with it. Who
   * interrupts or cancels the run does not mean this.
   */
  public void fail(SparkSession spark, String runId, Throwable cause) {
    boolean interrupted = Thread.interrupted();
    Set<String> tags = spark.sparkContext().getJobTags();
    spark.sparkContext().clearJobTags();
    try {
      finish(spark, runId, RunStatus.FAILED, Map.of());
    } catch (Exception e) { // a checked one of Spark's too, which no signature declares
      cause.addSuppressed(e);
    } finally {
      spark.sparkContext().addJobTags(tags);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Keeps what was asked of the run's lens, as JSON. */
  public void recordLens(SparkSession spark, String runId, String lens) {
    update(spark, runId, Map.of("lens", lit(lens)));
  }

  private void update(SparkSession spark, String runId, Map<String, Column> values) {
    DeltaConcurrentModificationException conflict = null;
    // Runs share files of the table, so an update conflicts with those of other runs.
    for (int attempt = 1; attempt <= Retries.ATTEMPTS; attempt++) {
      try {
        DeltaTable.forPath(spark, runs.folder()).update(col(Tables.RUN_ID).equalTo(runId), values);
        return;
      } catch (DeltaConcurrentModificationException e) {
        LOG.info("Update {} of run {} met another writer", attempt, runId);
        conflict = e;
        Retries.pause(attempt);
      }
    }
    throw StratalensException.failed(
        conflict,
        "Cannot record how run %s stands because other writers of the table runs never let it"
            + " through: %s",
        runId,
        SparkMessage.sentence(conflict));
  }

  private static Column counts(Map<String, Long> counts) {
    Column[] entries =
        counts.entrySet().stream()
            .flatMap(entry -> Stream.of(lit(entry.getKey()), lit(entry.getValue())))
            .toArray(Column[]::new);
    return map(entries).cast(sqlType("counts"));
  }

  private static Column none(String column) {
    return lit(null).cast(sqlType(column));
  }

  private static String sqlType(String name) {
    return Tables.RUNS.columns().stream()
        .filter(column -> column.name().equals(name))
        .map(TableColumn::type)
        .findFirst()
        .orElseThrow()
        .sql();
  }
}
