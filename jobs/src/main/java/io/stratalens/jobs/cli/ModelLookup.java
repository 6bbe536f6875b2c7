package io.stratalens.jobs.cli;

import io.stratalens.workers.location.Models;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/**
 * Finds models with the settings of the application that runs, as for a procedure, or before Spark
 * has started with those that it will start with.
 */
final class ModelLookup {
  private ModelLookup() {}

  static Models of(String command, CommonOptions options, Shell shell) {
    Consumer<String> progress = options.quiet() ? line -> {} : shell.console()::progress;
    return new Models(shell.environment(), () -> conf(command, options, shell), progress);
  }

  private static SparkConf conf(String command, CommonOptions options, Shell shell) {
    SparkEnv running = SparkEnv.get();
    Map<String, String> flags = options.settings();
    SparkConf conf = running == null ? new SparkConf(false) : running.conf().clone();
    (running == null
            ? SparkSettings.of(command, flags, shell.environment(), System.getProperties())
            : flags)
        .forEach(conf::set);
    return conf;
  }
}
