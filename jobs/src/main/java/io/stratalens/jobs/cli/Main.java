package io.stratalens.jobs.cli;

import io.stratalens.udfs.error.ErrorCategory;
import io.stratalens.udfs.settings.Settings;
import java.io.OutputStream;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The command line, {@code stratalens COMMAND}: the same class under bin/stratalens and under
 * {@code spark-submit --class}. Only results go to standard output. Exit codes: 0 done, 1 failed, 2
 * wrong usage or input.
 */
public final class Main {
  private static final String STOPPED =
      "Stopped by a signal. What is committed stays; a run goes on by its --run-id.";

  private final Console console;
  private final Map<String, String> environment;
  private final Jobs jobs;

  Main(Console console, Map<String, String> environment, Jobs jobs) {
    this.console = console;
    this.environment = environment;
    this.jobs = jobs;
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Console console = Console.ofProcess();
    Thread stopped = new Thread(() -> console.last(STOPPED), "stratalens-stopped");
    Runtime.getRuntime().addShutdownHook(stopped);
    int code = new Main(console, System.getenv(), new ApplicationJobs()).run(arguments);
    try {
      Runtime.getRuntime().removeShutdownHook(stopped);
    } catch (IllegalStateException e) { // a signal ends the process already
      return;
    }
    System.exit(code);
  }

  /** Every command with what it takes, for those who write about it. */
  public static CommandSpec commands() {
    Console console = new Console(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    return CommandTree.of(console, Map.of(), new ApplicationJobs(), new ErrorReport(console, false))
        .getCommandSpec();
  }

  /** Runs one command; its exit code. */
  int run(String... arguments) {
    ErrorReport errors = new ErrorReport(console, false);
    try {
      errors = new ErrorReport(console, Settings.DEBUG.in(environment::get));
      int code = CommandTree.of(console, environment, jobs, errors).execute(arguments);
      return console.resultsArrived() ? code : lostResults();
    } catch (Throwable thrown) { // an Error passes picocli by: no user wants its stack trace either
      return errors.report("stratalens", thrown);
    }
  }

  private int lostResults() {
    console.error("Cannot write the results because standard output was closed or is full.");
    return ErrorCategory.FAILED.exitCode();
  }
}
