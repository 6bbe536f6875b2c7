package io.stratalens.jobs.cli;

import io.stratalens.workers.location.Models;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;

/** Finds models before Spark has started, with the settings that Spark will start with. */
final class ModelLookup {
  private ModelLookup() {}

  static Models of(String command, CommonOptions options, Shell shell) {
    Consumer<String> progress = options.quiet() ? line -> {} : shell.console()::progress;
    return new Models(
        shell.environment(),
        () ->
            conf(
                SparkSettings.of(
                    command, options.settings(), shell.environment(), System.getProperties())),
        progress);
  }

  private static SparkConf conf(Map<String, String> settings) {
    SparkConf conf = new SparkConf(false);
    settings.forEach(conf::set);
    return conf;
  }
}
