package io.stratalens.jobs.cli;

import io.stratalens.udfs.settings.Settings;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a command speaks: results to standard output, everything else to standard error, both in
 * UTF-8 whatever the locale.
 */
final class Console {
  private final PrintStream results;
  private final PrintStream messages;
  private volatile boolean silent;
  private volatile boolean structured;

  Console(OutputStream results, OutputStream messages) {
    this.results = new PrintStream(results, false, StandardCharsets.UTF_8);
    this.messages = new PrintStream(messages, true, StandardCharsets.UTF_8);
  }

  /**
   * The console of this process. From here on {@code System.out} leads to standard error, because
   * libraries print there and would spoil results that another program reads.
   */
  static Console ofProcess() {
    Console console = new Console(System.out, System.err);
    System.setOut(System.err);
    return console;
  }

  /** Standard output, for results only. */
  PrintStream results() {
    return results;
  }

  /** From here on lines are entries of the log where that has a form that programs read. */
  void structureAsIn(Map<String, String> environment) {
    structured = Settings.LOG_FORMAT.in(environment::get).equals("json");
  }

  /** One line of progress on standard error. */
  void progress(String line) {
    if (!silent && structured) {
      Log.OF_COMMAND.info(line);
    } else if (!silent) {
      messages.println(line);
    }
  }

  /** One line on standard error that {@code --quiet} does not silence. */
  void error(String line) {
    if (!silent && structured) {
      Log.OF_COMMAND.error(line);
    } else {
      progress(line);
    }
  }

  /** One line, and nothing after it: what falls over while the process is ended is no news. */
  void last(String line) {
    progress(line);
    silent = true;
  }

  /** A stack trace, for those who asked for it. */
  void trace(Throwable thrown) {
    thrown.printStackTrace(messages);
  }

  /** Loaded when it is needed, since {@code --help} has no logging on its class path. */
  private static final class Log {
    private static final Logger OF_COMMAND = LoggerFactory.getLogger(Main.class);
  }

  /** Whether every result written so far reached standard output. */
  boolean resultsArrived() {
    return !results.checkError();
  }
}
