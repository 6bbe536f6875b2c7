package io.stratalens.jobs.cli;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * The process whose procedures are called, and what it was told when it started.
 *
 * @param warehouse the folder of the tables
 * @param quiet whether calls say nothing but errors
 * @param shell what commands are made with; a call has no standard output
 */
record CallHost(Path warehouse, boolean quiet, Shell shell) {
  static CallHost of(Path warehouse, boolean quiet, Map<String, String> environment) {
    Console console = new Console(OutputStream.nullOutputStream(), System.err);
    console.structureAsIn(environment);
    return new CallHost(warehouse, quiet, new Shell(console, environment, null));
  }

  /** What the job of a call works with. */
  JobContext context(SparkSession session, String procedure) {
    return JobContext.within(session, procedure, warehouse, quiet, shell);
  }
}
